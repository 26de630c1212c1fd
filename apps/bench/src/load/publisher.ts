import { encodeClientFrame } from './client-frame.js';
import type { EngineClient } from './engine-client.js';
import { opcodes } from './frame-parser.js';
import type { MessageNames } from './message-name.js';

const LETTER_D = 0x64;
const waiting = 1;
const acknowledged = 2;
const refused = 3;

/** Every text is 80 bytes long. */
export const benchText = 'Nos vemos en la tertulia de las ocho, como siempre, en la mesa del fondo. Abrazo';

/** One member that sends: numbers its messages, remembers when, and takes the acknowledgements. */
export class Publisher {
  sent = 0;
  acknowledged = 0;
  refused = 0;
  firstRefusal: string | null = null;
  readonly sender: number;
  readonly #client: EngineClient;
  readonly #head: string;
  readonly #names: MessageNames;
  readonly #sentAt: number[] = [];
  readonly #states: number[] = [];
  #firstId = -1;

  constructor(sender: number, client: EngineClient, room: string, names: MessageNames) {
    this.sender = sender;
    this.#client = client;
    this.#names = names;
    this.#head = `["message:send",{"roomId":"${room}","clientMessageId":"`;
  }

  /** Sends the next message; `at` is when it ought to have been sent. */
  send(at: number): void {
    if (!this.#client.isConnected) return;
    const id = this.#client.takeAcknowledgementId();
    if (this.#firstId === -1) this.#firstId = id;
    this.sent += 1;
    this.#sentAt.push(at);
    this.#states.push(waiting);
    const name = this.#names.build(this.sender, this.sent);
    this.#client.sendFrame(encodeClientFrame(opcodes.text, `42${id}${this.#head}${name}","text":"${benchText}"}]`));
  }

  /** When the n-th message ought to have been sent. */
  sentAt(number: number): number {
    return this.#sentAt[number - 1] ?? 0;
  }

  isRefused(number: number): boolean {
    return this.#states[number - 1] === refused;
  }

  /** Takes an acknowledgement `[{"data":…` or `[{"error":…`; gives when its message was sent, or null for a stray one. */
  settle(id: number, bytes: Buffer, body: number, end: number): number | null {
    const index = id - this.#firstId;
    if (this.#firstId === -1 || this.#states[index] !== waiting) return null;
    if (bytes[body + 3] === LETTER_D) {
      this.#states[index] = acknowledged;
      this.acknowledged += 1;
    } else {
      this.#states[index] = refused;
      this.refused += 1;
      this.firstRefusal ??= bytes.toString('utf8', body, end).slice(0, 300);
    }
    return this.#sentAt[index] ?? null;
  }

  /** Names of all messages that were acknowledged. */
  acknowledgedNames(): string[] {
    return this.#states.flatMap((state, index) =>
      state === acknowledged ? [this.#names.build(this.sender, index + 1)] : [],
    );
  }
}
