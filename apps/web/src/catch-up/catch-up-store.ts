import type { CatchUpItem, ReadAllResult, ReadState, RestoredRead, RestoreRead, Room } from '@tertulia/contract';
import { failureCode, type FailureCode } from '../api/request-error.js';
import { Observable } from '../realtime/observable.js';

const UNDO_MS = 10_000;

/** What the page asks of the rest of the app. */
export interface CatchUpGateway {
  load(): Promise<CatchUpItem[]>;
  rooms(): readonly Room[];
  markRoom(roomId: string, seq: number): Promise<ReadState>;
  readAll(before: string | undefined): Promise<ReadAllResult['items']>;
  restore(items: RestoreRead['items']): Promise<RestoredRead['items']>;
  /** Tells the list of rooms where one stands now. */
  show(roomId: string, state: ReadState): void;
}

/** What can be taken back: where the rooms stood before. */
export interface Undo {
  kind: 'room' | 'all' | 'older';
  items: RestoreRead['items'];
}

export interface CatchUpView {
  items: readonly CatchUpItem[];
  isLoaded: boolean;
  /** Why the lines could not be loaded. */
  loadFailure: FailureCode | undefined;
  /** Why the last action did not succeed. */
  failure: FailureCode | undefined;
  isBusy: boolean;
  undo: Undo | undefined;
}

const nothing: CatchUpView = {
  items: [],
  isLoaded: false,
  loadFailure: undefined,
  failure: undefined,
  isBusy: false,
  undo: undefined,
};

/** Reading without opening: what is marked is shown as read at once, put back when it is refused, and can be undone for ten seconds. */
export class CatchUpStore extends Observable<CatchUpView> {
  private undoTimer: ReturnType<typeof setTimeout> | undefined;
  private loads = 0;

  constructor(private readonly gateway: CatchUpGateway) {
    super(nothing);
  }

  /** Asks for the first unread line of every room; only the last answer counts. */
  async load(): Promise<void> {
    this.loads += 1;
    const turn = this.loads;
    try {
      const items = await this.gateway.load();
      if (turn === this.loads) this.put({ items, isLoaded: true, loadFailure: undefined });
    } catch (error) {
      if (turn === this.loads) this.put({ isLoaded: true, loadFailure: failureCode(error) });
    }
  }

  /** Marks one room as read to its end. */
  async markRoom(room: Room): Promise<void> {
    const before = stateOf(room);
    this.begin();
    this.gateway.show(room.id, { readSeq: room.lastSeq, unread: 0, mentions: 0 });
    try {
      this.gateway.show(room.id, await this.gateway.markRoom(room.id, room.lastSeq));
      this.offerUndo({ kind: 'room', items: [{ roomId: room.id, readSeq: before.readSeq }] });
    } catch (error) {
      this.gateway.show(room.id, before);
      this.put({ failure: failureCode(error) });
    }
  }

  /** Marks everything as read, or what was written before an instant. */
  async markAll(before?: string): Promise<void> {
    const unread = this.gateway.rooms().filter(({ me }) => (me?.unread ?? 0) > 0);
    this.begin();
    this.put({ isBusy: true });
    // What an instant leaves unread only the server can count.
    if (before === undefined)
      for (const { id, lastSeq } of unread) this.gateway.show(id, { readSeq: lastSeq, unread: 0, mentions: 0 });
    try {
      const items = await this.gateway.readAll(before);
      for (const { roomId, readSeq, unread: left, mentions } of items)
        this.gateway.show(roomId, { readSeq, unread: left, mentions });
      const moved = items.filter(({ readSeq, previousReadSeq }) => readSeq > previousReadSeq);
      this.put({ isBusy: false });
      if (moved.length > 0) {
        const restored = moved.map(({ roomId, previousReadSeq }) => ({ roomId, readSeq: previousReadSeq }));
        this.offerUndo({ kind: before === undefined ? 'all' : 'older', items: restored });
      }
    } catch (error) {
      for (const room of unread) if (before === undefined) this.gateway.show(room.id, stateOf(room));
      this.put({ isBusy: false, failure: failureCode(error) });
    }
  }

  /** Puts the markers back to where they stood. */
  async undo(): Promise<void> {
    const { undo } = this.get();
    if (!undo) return;
    this.begin();
    try {
      for (const { roomId, readSeq, unread, mentions } of await this.gateway.restore(undo.items))
        this.gateway.show(roomId, { readSeq, unread, mentions });
      await this.load();
    } catch (error) {
      this.put({ failure: failureCode(error) });
    }
  }

  close(): void {
    this.loads += 1;
    clearTimeout(this.undoTimer);
  }

  private begin(): void {
    clearTimeout(this.undoTimer);
    this.put({ undo: undefined, failure: undefined });
  }

  private offerUndo(undo: Undo): void {
    clearTimeout(this.undoTimer);
    this.put({ undo });
    this.undoTimer = setTimeout(() => this.put({ undo: undefined }), UNDO_MS);
  }

  private put(change: Partial<CatchUpView>): void {
    this.update((view) => ({ ...view, ...change }));
  }
}

function stateOf({ me }: Room): ReadState {
  return { readSeq: me?.readSeq ?? 0, unread: me?.unread ?? 0, mentions: me?.mentions ?? 0 };
}
