import type { ReadState, Room, RoomMe } from '@tertulia/contract';
import { Observable } from '../realtime/observable.js';

/** The list of rooms as far as it is known. */
export interface RoomsView {
  rooms: readonly Room[];
  isLoaded: boolean;
}

type Change = (view: RoomsView) => RoomsView;

/** Changes kept while the list is on its way; of more, the last, which say most. */
const MOST_TOLD = 1_000;
/** Questions in a row about one room, when it changes meanwhile. */
const MOST_TRIES = 3;

/** The rooms a person can see, kept up to date by events. */
export class RoomsStore extends Observable<RoomsView> {
  private loads = 0;
  /** What was told since the list was asked for, which may be older than that or not. */
  private told: Change[] | undefined;

  constructor() {
    super({ rooms: [], isLoaded: false });
  }

  /**
   * Reads the server's whole list. What is told while it is on its way is taken at once and once more after it: events end
   * with the truth, a list may have been read before it. Of several lists only the last one counts.
   */
  async load(read: () => Promise<readonly Room[]>): Promise<void> {
    this.loads += 1;
    const turn = this.loads;
    this.told = [];
    try {
      const rooms = await read();
      if (turn !== this.loads) return;
      const told = this.told ?? [];
      const listed = rooms.map((room) => latest(room, this.find(room.id)));
      this.set(told.reduce<RoomsView>((view, change) => change(view), { rooms: sorted(listed), isLoaded: true }));
    } finally {
      if (turn === this.loads) this.told = undefined;
    }
  }

  /** Reads one room; again, when something was told of it meanwhile, which is newer. */
  async refresh(roomId: string, read: () => Promise<Room>): Promise<void> {
    for (let left = MOST_TRIES; left > 0; left -= 1) {
      const known = this.find(roomId);
      const room = await read();
      if (this.find(roomId) !== known && left > 1) continue;
      this.put(room);
      return;
    }
  }

  /** Takes the server's whole list. */
  replaceAll(rooms: readonly Room[]): void {
    this.set({ rooms: sorted(rooms), isLoaded: true });
  }

  /** Takes the list of an earlier visit until the server's is there. */
  showKept(rooms: readonly Room[]): void {
    this.set({ rooms: sorted(rooms), isLoaded: false });
  }

  /** Takes one room; events tell it to everybody, so the own standing is kept when they do not have it. */
  put(room: Room): void {
    this.tell(({ rooms, isLoaded }) => {
      const known = rooms.find(({ id }) => id === room.id);
      const next = { ...latest(room, known), me: room.me ?? known?.me };
      return { isLoaded, rooms: sorted([...rooms.filter(({ id }) => id !== room.id), next]) };
    });
  }

  remove(roomId: string): void {
    this.tell((view) => ({ ...view, rooms: view.rooms.filter(({ id }) => id !== roomId) }));
  }

  setReadState(roomId: string, { readSeq, unread, mentions }: ReadState): void {
    this.change(roomId, (room) => ({
      ...room,
      me: { role: 'member', notify: 'all', isFavourite: false, isMailed: true, ...room.me, readSeq, unread, mentions },
    }));
  }

  /** How many messages of a room wait for the person, who owns it. */
  setHeld(roomId: string, held: number): void {
    this.change(roomId, (room) => (room.me?.role === 'owner' ? { ...room, me: { ...room.me, held } } : room));
  }

  /** Takes the own standing; `undefined` when one belongs to the room no longer. */
  setMe(roomId: string, me: RoomMe | undefined): void {
    this.change(roomId, (room) => ({ ...room, me }));
  }

  /** Something was written at an instant; the room moves up in the order by activity. */
  noteActivity(roomId: string, at: string): void {
    this.change(roomId, (room) =>
      room.lastMessageAt !== null && room.lastMessageAt >= at ? room : { ...room, lastMessageAt: at },
    );
  }

  find(ref: string): Room | undefined {
    return this.get().rooms.find(({ id, slug }) => id === ref || slug === ref);
  }

  private tell(change: Change): void {
    if (this.told) this.told = [...this.told, change].slice(-MOST_TOLD);
    this.update(change);
  }

  private change(roomId: string, change: (room: Room) => Room): void {
    this.tell((view) => {
      const rooms = view.rooms.map((room) => (room.id === roomId ? change(room) : room));
      return rooms.some((room, at) => room !== view.rooms[at]) ? { ...view, rooms } : view;
    });
  }
}

/**
 * A room as it was given, unless a later change of it is known already: an answer may be overtaken by an event, and a list
 * may come from a cache. The own standing is that of the one given.
 */
function latest(room: Room, known: Room | undefined): Room {
  return known && (room.revision ?? 0) < (known.revision ?? 0) ? { ...known, me: room.me } : room;
}

function sorted(rooms: readonly Room[]): Room[] {
  return [...rooms].sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}
