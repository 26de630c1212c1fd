import type { ChangesPage, Joined, Message, MessageChange, MessagePage } from '@tertulia/contract';
import type { LoggedMessage, StreamEvent } from '../checker/history.js';
import { type Recorder, toFace, toLogged, toSighting } from './recorder.js';

/**
 * One room as one client knows it: its messages, and the version up to which it knows everything. A push that continues
 * that version is applied, an older one dropped, a later one kept until the hole below it is filled.
 */
export class RoomView {
  private readonly messages = new Map<string, Message>();
  private readonly waiting = new Map<number, Message>();
  private readonly events: StreamEvent[];
  private readonly ids: string[] = [];
  private isWhole = true;
  position: number | null = null;

  constructor(
    readonly roomId: string,
    subscriber: string,
    private readonly recorder: Recorder,
  ) {
    this.events = recorder.openStream(subscriber, roomId);
  }

  /** Whether something above the position is known, so that the versions between must be asked for. */
  get hasHole(): boolean {
    return this.position !== null && this.waiting.size > 0;
  }

  /** Whether the beginning of the room must be read page by page, after a join that gave the newest page alone. */
  get isIncomplete(): boolean {
    return !this.isWhole;
  }

  takeJoin(connection: number, after: number | null, joined: Joined): void {
    const isSnapshot = after === null || joined.reset;
    const seen = isSnapshot ? joined.messages : joined.changes;
    this.events.push({
      kind: 'joined',
      connection,
      after,
      version: joined.version,
      reset: joined.reset,
      seen: seen.map(toSighting),
    });
    if (after !== null) this.recorder.totals.catchUps += joined.changes.length > 0 ? 1 : 0;
    if (joined.reset) this.recorder.totals.resets += 1;
    if (isSnapshot) this.isWhole = joined.lastSeq === 0 || joined.messages[0]?.seq === 1;
    this.merge(seen, joined.version);
  }

  takePush(connection: number, change: MessageChange): void {
    this.events.push({ kind: 'pushed', connection, seen: { ...toSighting(change.message), version: change.version } });
    if (this.position !== null && change.version <= this.position) return;
    this.waiting.set(change.version, change.message);
    this.drain();
  }

  /** Takes one page of changes that was asked for after `after`. */
  takeChanges(after: number, page: ChangesPage): void {
    this.events.push({
      kind: 'caught-up',
      after,
      version: page.version,
      more: page.more,
      reset: false,
      seen: page.items.map(toSighting),
    });
    this.recorder.totals.catchUps += 1;
    this.merge(page.items, page.more ? (page.items.at(-1)?.version ?? after) : page.version);
  }

  /** Takes the newest page after the server said that the gap is too large for changes; the rest is read backwards. */
  takeReload(after: number, page: MessagePage): void {
    this.events.push({
      kind: 'caught-up',
      after,
      version: page.version,
      more: false,
      reset: true,
      seen: page.items.map(toSighting),
    });
    this.recorder.totals.resets += 1;
    this.isWhole = !page.hasBefore;
    this.merge(page.items, page.version);
  }

  /** Takes a page of history while the room is read backwards; gives the seq to go on before, or null at the beginning. */
  takeOlder(page: MessagePage): number | null {
    for (const message of page.items) this.keep(message);
    if (page.hasBefore && page.firstSeq !== null) return page.firstSeq;
    this.isWhole = true;
    return null;
  }

  get size(): number {
    return this.ids.length;
  }

  /** The message that was seen as the n-th, in the order of arrival. */
  getId(index: number): string | undefined {
    return this.ids[index];
  }

  toLog(): LoggedMessage[] {
    return [...this.messages.values()].sort((a, b) => a.seq - b.seq).map((message) => toLogged(toFace(message)));
  }

  private merge(messages: Message[], version: number): void {
    for (const message of messages) this.keep(message);
    this.position = Math.max(this.position ?? 0, version);
    this.drain();
  }

  private keep(message: Message): void {
    const known = this.messages.get(message.id);
    if (!known) this.ids.push(message.id);
    if (!known || known.version < message.version) this.messages.set(message.id, message);
  }

  private drain(): void {
    if (this.position === null) return;
    for (const version of this.waiting.keys()) {
      if (version <= this.position) this.waiting.delete(version);
    }
    for (let next = this.waiting.get(this.position + 1); next; next = this.waiting.get(this.position + 1)) {
      this.keep(next);
      this.position += 1;
      this.waiting.delete(this.position);
    }
  }
}
