import type { ReadState, Room, RoomMe } from '@tertulia/contract';
import { Observable } from '../realtime/observable.js';

/** The list of rooms as far as it is known. */
export interface RoomsView {
  rooms: readonly Room[];
  isLoaded: boolean;
}

/** The rooms a person can see, kept up to date by events. */
export class RoomsStore extends Observable<RoomsView> {
  constructor() {
    super({ rooms: [], isLoaded: false });
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
    this.update(({ rooms, isLoaded }) => {
      const known = rooms.find(({ id }) => id === room.id);
      const next = { ...room, me: room.me ?? known?.me };
      return { isLoaded, rooms: sorted([...rooms.filter(({ id }) => id !== room.id), next]) };
    });
  }

  remove(roomId: string): void {
    this.update((view) => ({ ...view, rooms: view.rooms.filter(({ id }) => id !== roomId) }));
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

  private change(roomId: string, change: (room: Room) => Room): void {
    this.update((view) => {
      const rooms = view.rooms.map((room) => (room.id === roomId ? change(room) : room));
      return rooms.some((room, at) => room !== view.rooms[at]) ? { ...view, rooms } : view;
    });
  }
}

function sorted(rooms: readonly Room[]): Room[] {
  return [...rooms].sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}
