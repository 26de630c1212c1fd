import type { KeptRooms } from '../offline/kept-rooms.js';
import type { RoomStore } from '../messages/room-store.js';
import type { RoomsStore } from '../rooms/rooms-store.js';

/** Changes are kept together, so that a busy room does not write all the time. */
const DELAY_MS = 2_000;
/** Keeps the last conversations of a visit, and shows them when the next one begins without a network. */
export class ConversationKeeper {
  private readonly endings: (() => void)[] = [];
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly watched = new Set<string>();

  constructor(
    private readonly kept: KeptRooms,
    private readonly rooms: RoomsStore,
    private readonly storeOf: (roomId: string) => RoomStore,
  ) {
    this.endings.push(
      rooms.subscribe(() => {
        const { rooms: list, isLoaded } = rooms.get();
        if (isLoaded) this.later('list', () => kept.keepList(list));
      }),
    );
  }

  /** From now on the room is kept with every change. */
  watch(roomId: string): void {
    if (this.watched.has(roomId)) return;
    this.watched.add(roomId);
    const store = this.storeOf(roomId);
    this.endings.push(store.subscribe(() => this.later(roomId, () => this.keep(roomId, store))));
  }

  /** The room is no longer for this person to see. */
  forget(roomId: string): void {
    this.kept.forgetRoom(roomId).catch(() => undefined);
  }

  /** There is no network: what was kept takes the place of what was not loaded. */
  async restore(): Promise<void> {
    if (this.rooms.get().isLoaded) return;
    const [list, conversations] = await Promise.all([this.kept.readList(), this.kept.readAll()]);
    if (this.rooms.get().isLoaded) return;
    for (const { room, messages, version } of conversations) this.storeOf(room.id).seed({ messages, version });
    this.rooms.showKept(list);
  }

  close(): void {
    for (const end of this.endings) end();
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.kept.close();
  }

  private async keep(roomId: string, store: RoomStore): Promise<void> {
    const room = this.rooms.find(roomId);
    const newest = store.newest();
    if (room && newest) await this.kept.keepRoom(room, newest.messages, newest.version, Date.now());
  }

  private later(key: string, action: () => Promise<void>): void {
    if (this.timers.has(key)) return;
    const timer = setTimeout(() => {
      this.timers.delete(key);
      // What cannot be kept is fetched again with the next visit.
      action().catch(() => undefined);
    }, DELAY_MS);
    this.timers.set(key, timer);
  }
}
