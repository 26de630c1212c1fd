import type { Room } from '@tertulia/contract';
import { useEffect, useState } from 'react';
import { failureCode } from '../api/request-error.js';
import { useObservable } from '../realtime/observable.js';
import type { Chat } from './chat.js';

/** A room that an address was found to lead to. */
interface Known {
  ref: string;
  id: string;
  name: string;
}

/** What the address leads to. */
export interface ActiveRoom {
  room: Room | undefined;
  /** The server knows no such room. */
  isMissing: boolean;
  /** The name of a room that was here a moment ago and is so no longer. */
  goneName: string | undefined;
}

/**
 * The room that the address names: from the list, else asked for. An address keeps leading to its room when that is renamed
 * meanwhile.
 */
export function useActiveRoom(chat: Chat, ref: string | undefined): ActiveRoom {
  const { rooms, isLoaded } = useObservable(chat.rooms);
  const [missing, setMissing] = useState<string>();
  const [known, setKnown] = useState<Known>();
  const knownId = known?.ref === ref ? known?.id : undefined;
  const room = ref === undefined ? undefined : findRoom(rooms, ref, knownId);
  if (room && ref !== undefined && (known?.ref !== ref || known.id !== room.id || known.name !== room.name))
    setKnown({ ref, id: room.id, name: room.name });
  const roomId = room?.id;
  const isMissing = room === undefined && ref !== undefined && missing === ref;
  useEffect(() => {
    if (ref === undefined || roomId !== undefined || !isLoaded || isMissing) return undefined;
    let isCurrent = true;
    chat.findRoom(ref).then(
      (found) => {
        if (isCurrent && found) setKnown({ ref, id: found.id, name: found.name });
      },
      (error: unknown) => {
        // Anything but a plain "no" is asked again with the next list.
        if (isCurrent && ['not_found', 'gone', 'forbidden', 'invalid_payload'].includes(failureCode(error)))
          setMissing(ref);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [chat, ref, roomId, isLoaded, isMissing, rooms]);
  useEffect(() => {
    chat.open(roomId);
  }, [chat, roomId]);
  return { room, isMissing, goneName: isMissing && known?.ref === ref ? known.name : undefined };
}

function findRoom(rooms: readonly Room[], ref: string, knownId: string | undefined): Room | undefined {
  return rooms.find(({ id, slug }) => slug === ref || id === ref) ?? rooms.find(({ id }) => id === knownId);
}
