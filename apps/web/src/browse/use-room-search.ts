import type { Room } from '@tertulia/contract';
import { useEffect, useState } from 'react';
import { failureCode, type FailureCode } from '../api/request-error.js';
import { matchingRooms } from './browse-rooms.js';

const PAUSE_MS = 300;

interface Found {
  query: string;
  rooms: readonly Room[] | undefined;
  failure: FailureCode | undefined;
}

/** Rooms for a text: at once from those that are known, then as the server finds them; a late answer to an earlier text is left aside. */
export function useRoomSearch(listRooms: (q: string) => Promise<Room[]>, known: readonly Room[], text: string) {
  const query = text.trim();
  const [found, setFound] = useState<Found>();
  useEffect(() => {
    if (query === '') return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      listRooms(query).then(
        (rooms) => {
          if (isCurrent) setFound({ query, rooms, failure: undefined });
        },
        (error: unknown) => {
          if (isCurrent) setFound({ query, rooms: undefined, failure: failureCode(error) });
        },
      );
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [listRooms, query]);
  const answer = found?.query === query ? found : undefined;
  const local = matchingRooms(known, query);
  // What the list of rooms knows is newer than any answer.
  const listed = new Map(known.map((room) => [room.id, room]));
  const localIds = new Set(local.map(({ id }) => id));
  const others = (answer?.rooms ?? []).filter(({ id }) => !localIds.has(id));
  return {
    query,
    rooms: query === '' ? known : [...local, ...others.map((room) => listed.get(room.id) ?? room)],
    isSearching: query !== '' && answer === undefined,
    failure: answer?.failure,
  };
}
