import { joinedSchema } from '@tertulia/contract';
import * as z from 'zod/mini';
import { EngineClient } from '../load/engine-client.js';
import { HandshakeError } from '../load/handshake.js';

const CONNECT_LIMIT_MS = 10_000;
const JOIN_LIMIT_MS = 10_000;
/** Full jitter between nothing and a ceiling that doubles, as the web app waits. */
const FIRST_CEILING_MS = 1_000;
const LAST_CEILING_MS = 8_000;

/** The version stands before the message, so the beginning of an event says all that is needed. */
const HEAD_BYTES = 160;
const eventPattern =
  /^42\["(?<name>message:\w+|room:position|server:draining)",\{.*?"(?:version|reconnectInMs)":(?<figure>\d+)/;
const answerSchema = z.object({ data: joinedSchema });

/** What happened to all members of a crowd so far. */
export interface CrowdTotals {
  connects: number;
  refused: number;
  failed: number;
  /** Versions that came twice on one connection. */
  doubled: number;
  /** Holes that were filled by asking. */
  catchUps: number;
}

/** One of many who only read: in one room, coming back whenever it is sent away, and whole by asking for what it missed. */
export class CrowdMember {
  private client: EngineClient | undefined;
  private isAsking = false;
  private isStopped = false;
  private timer: NodeJS.Timeout | undefined;
  private attempts = 0;
  private told: number | undefined;
  /** Version up to which it knows everything; undefined before its first join. */
  version: number | undefined;

  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly roomId: string,
    private readonly totals: CrowdTotals,
    private readonly onConnect: (instance: string) => void,
  ) {}

  get isIn(): boolean {
    return this.client?.isConnected === true && this.version !== undefined;
  }

  async connect(): Promise<void> {
    if (this.isStopped) return;
    this.attempts += 1;
    try {
      const client = await EngineClient.connect({
        url: this.url,
        token: this.token,
        connectTimeoutMs: CONNECT_LIMIT_MS,
        onEventBytes: (bytes, start, end) =>
          this.take(bytes.toString('latin1', start, Math.min(end, start + HEAD_BYTES))),
        onClose: () => this.comeBack(),
      });
      this.client = client;
      this.onConnect(client.headers.get('x-instance-id') ?? 'unknown');
      this.totals.connects += 1;
      this.attempts = 0;
      await this.join();
    } catch (error) {
      if (error instanceof HandshakeError && error.status === 503) this.totals.refused += 1;
      else this.totals.failed += 1;
      this.comeBack();
    }
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.client?.cut();
  }

  private comeBack(): void {
    this.client = undefined;
    if (this.isStopped) return;
    clearTimeout(this.timer);
    const ceiling = Math.min(LAST_CEILING_MS, FIRST_CEILING_MS * 2 ** Math.min(this.attempts, 6));
    const wait = this.told ?? Math.random() * ceiling;
    this.told = undefined;
    this.timer = setTimeout(() => void this.connect(), wait);
  }

  private take(head: string): boolean {
    const { name, figure = '' } = eventPattern.exec(head)?.groups ?? {};
    if (name === 'server:draining') this.told = Number(figure);
    else if (name !== undefined && this.version !== undefined) this.follow(name, Number(figure), this.version);
    return true;
  }

  private follow(name: string, version: number, known: number): void {
    if (name === 'room:position') {
      if (version > known) void this.catchUp();
    } else if (version === known + 1) this.version = version;
    else if (version > known) void this.catchUp();
    else if (!this.isAsking) this.totals.doubled += 1;
  }

  private async catchUp(): Promise<void> {
    if (this.isAsking) return;
    this.totals.catchUps += 1;
    await this.join().catch(() => undefined);
  }

  private async join(): Promise<void> {
    const { client } = this;
    if (!client || this.isAsking) return;
    this.isAsking = true;
    try {
      const after = this.version === undefined ? {} : { afterVersion: this.version };
      const answer = await client.request('room:join', { roomId: this.roomId, ...after }, JOIN_LIMIT_MS);
      this.version = Math.max(this.version ?? 0, answerSchema.parse(answer).data.version);
    } finally {
      this.isAsking = false;
    }
  }
}
