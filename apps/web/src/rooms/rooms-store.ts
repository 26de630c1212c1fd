import type { ReadState, Room } from '@tertulia/contract';
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
    this.update((view) => ({
      ...view,
      rooms: view.rooms.map((room) =>
        room.id === roomId
          ? {
              ...room,
              me: { role: 'member', notify: 'all', isFavourite: false, ...room.me, readSeq, unread, mentions },
            }
          : room,
      ),
    }));
  }

  find(ref: string): Room | undefined {
    return this.get().rooms.find(({ id, slug }) => id === ref || slug === ref);
  }
}

function sorted(rooms: readonly Room[]): Room[] {
  return [...rooms].sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}

/** Rooms whose name or topic holds the words, whatever their case and accents. */
export function filterRooms(rooms: readonly Room[], query: string): readonly Room[] {
  const wanted = fold(query.trim());
  return wanted === ''
    ? rooms
    : rooms.filter((room) => fold(`${room.name} ${room.slug} ${room.topic}`).includes(wanted));
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
