import { randomUUID } from 'node:crypto';
import type { ChatClient, Person } from './chat-client.js';
import type { Random } from './random.js';
import type { RoomView } from './room-view.js';
import { pause } from './waiting.js';

const EMOJI = ['👍', '❤️', '😂', '🎉', '🧉', '👀'];
const WORDS = ['hola', 'mañana', 'olá', 'você', 'coffee', 'tertulia', 'plaza', '🌧️', 'ñandú', 'então', 'meeting', 'ok'];
const LONGEST_MEMORY = 200;
const NAMING_SHARE = 0.1;

export interface WriterPace {
  leastMs: number;
  mostMs: number;
  /** Share of the messages that name somebody; absent: a tenth. */
  namingShare?: number;
  /** Only new messages and their repetitions: nothing refers to one that was stored before. */
  isOnlySending?: boolean;
}

/**
 * Writes on behalf of one client until it is stopped: mostly messages, also edits, deletions and reactions, sends that are
 * repeated or doubled, and now and then one that must be refused. One operation at a time.
 */
export class Writer {
  private count = 0;
  private readonly sent: { roomId: string; sendId: string; text: string }[] = [];
  private readonly own: { roomId: string; id: string }[] = [];

  constructor(
    private readonly client: ChatClient,
    private readonly views: RoomView[],
    private readonly random: Random,
    private readonly pace: WriterPace,
    /** Whom a message may name. */
    private readonly people: () => Person[],
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.writeOnce();
      await pause(this.random.between(this.pace.leastMs, this.pace.mostMs), signal);
    }
  }

  private writeOnce(): Promise<void> {
    const draw = this.random.next();
    if (draw < 0.64) return this.send();
    if (draw < 0.68) return this.sendBurst();
    if (this.pace.isOnlySending) return draw < 0.84 ? this.send() : this.sendAgain(draw);
    if (draw < 0.77) return this.edit();
    if (draw < 0.88) return this.react();
    if (draw < 0.92) return this.remove();
    if (draw < 0.98) return this.sendAgain(draw);
    if (draw < 0.99) return this.sendRefused();
    return this.reuse();
  }

  private sendAgain(draw: number): Promise<void> {
    return draw < 0.95 ? this.repeat() : this.client.sendTwice(this.pickView().roomId, this.compose());
  }

  private async send(): Promise<void> {
    const { roomId } = this.pickView();
    const sendId = randomUUID();
    const text = this.compose();
    const others = this.people().filter(({ userId }) => userId !== this.client.whoIs.userId);
    const isNaming = others.length > 0 && this.random.isChance(this.pace.namingShare ?? NAMING_SHARE);
    const settled = isNaming
      ? await this.client.sendNaming(roomId, text, this.random.pick(others), sendId)
      : await this.client.send(roomId, text, sendId);
    if (!settled.data) return;
    keepLast(this.sent, { roomId, sendId, text: settled.data.text });
    keepLast(this.own, { roomId, id: settled.data.id });
  }

  /** Several at once share a commit, so that a crash finds some stored and not yet answered. */
  private async sendBurst(): Promise<void> {
    await Promise.all(Array.from({ length: this.random.whole(3, 8) }, () => this.send()));
  }

  private async edit(): Promise<void> {
    if (this.own.length === 0) return this.send();
    const { roomId, id } = this.random.pick(this.own);
    await this.client.edit(roomId, id, this.compose());
  }

  private async remove(): Promise<void> {
    if (this.own.length === 0) return this.send();
    const [target] = this.own.splice(this.random.whole(0, this.own.length - 1), 1);
    if (target) await this.client.remove(target.roomId, target.id);
  }

  private async react(): Promise<void> {
    const view = this.pickView();
    const id = view.getId(this.random.whole(Math.max(0, view.size - LONGEST_MEMORY), Math.max(0, view.size - 1)));
    if (id === undefined) return this.send();
    await this.client.react(view.roomId, id, this.random.pick(EMOJI), this.random.isChance(0.3));
  }

  /** A client that did not hear the answer asks again, later, under the same name. */
  private async repeat(): Promise<void> {
    if (this.sent.length === 0) return this.send();
    const { roomId, sendId, text } = this.random.pick(this.sent);
    await this.client.send(roomId, text, sendId);
  }

  /** The same name for another text must be refused, and must not change what is stored. */
  private async reuse(): Promise<void> {
    if (this.sent.length === 0) return this.send();
    const { roomId, sendId } = this.random.pick(this.sent);
    await this.client.send(roomId, this.compose(), sendId);
  }

  private async sendRefused(): Promise<void> {
    await this.client.send(this.pickView().roomId, `${this.compose()}\u0000`);
  }

  /** The first room is the busy one. */
  private pickView(): RoomView {
    const [busy] = this.views;
    return busy && this.random.isChance(0.6) ? busy : this.random.pick(this.views);
  }

  private compose(): string {
    this.count += 1;
    const words = Array.from({ length: this.random.whole(1, 12) }, () => this.random.pick(WORDS));
    return `${this.client.name} ${this.count} ${words.join(' ')}`;
  }
}

function keepLast<Item>(items: Item[], item: Item): void {
  items.push(item);
  if (items.length > LONGEST_MEMORY) items.shift();
}
