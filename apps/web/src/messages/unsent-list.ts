import type { PendingMessage, UnsentStore } from './pending-message.js';

/** The unsent messages of one room, in order of writing, each kept over reloads. */
export class UnsentList {
  private list: readonly PendingMessage[];

  constructor(
    roomId: string,
    userId: string,
    private readonly store: UnsentStore,
    private readonly onChange: () => void,
  ) {
    this.list = store
      .read(roomId)
      .map((item) => (item.userId === userId ? item : { ...item, state: 'failed', reason: 'session' }));
  }

  get items(): readonly PendingMessage[] {
    return this.list;
  }

  find(clientMessageId: string): PendingMessage | undefined {
    return this.list.find((candidate) => candidate.clientMessageId === clientMessageId);
  }

  has(item: PendingMessage): boolean {
    return this.list.includes(item);
  }

  put(item: PendingMessage): void {
    this.store.keep(item);
    this.set([...this.list, item]);
  }

  /** The message may be gone meanwhile: an event can be faster than its acknowledgement. */
  update(item: PendingMessage, change: Partial<PendingMessage>): PendingMessage | undefined {
    if (!this.has(item)) return undefined;
    const next = { ...item, ...change };
    this.set(this.list.map((candidate) => (candidate === item ? next : candidate)));
    return next;
  }

  /** The same, for what has to be known after a reload. */
  change(item: PendingMessage, change: Partial<PendingMessage>): void {
    const next = this.update(item, change);
    if (!next) return;
    if (next.clientMessageId !== item.clientMessageId) this.store.forget(item);
    this.store.keep(next);
  }

  /** It need not be known after a reload. */
  forget(item: PendingMessage): void {
    this.store.forget(item);
  }

  remove(item: PendingMessage): void {
    this.store.forget(item);
    this.set(this.list.filter((candidate) => candidate !== item));
  }

  private set(list: readonly PendingMessage[]): void {
    this.list = list;
    this.onChange();
  }
}
