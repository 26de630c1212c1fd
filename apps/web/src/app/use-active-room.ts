import type { Room } from '@tertulia/contract';
import { useEffect, useState } from 'react';
import { failureCode } from '../api/request-error.js';
import { useObservable } from '../realtime/observable.js';
import type { Chat } from './chat.js';

/** The room that the address names: from the list, else asked for; missing when the server does not know it. */
export function useActiveRoom(chat: Chat, ref: string | undefined): { room: Room | undefined; isMissing: boolean } {
  const { rooms, isLoaded } = useObservable(chat.rooms);
  const [missing, setMissing] = useState<string>();
  const room = ref === undefined ? undefined : rooms.find(({ id, slug }) => slug === ref || id === ref);
  const roomId = room?.id;
  useEffect(() => {
    if (ref === undefined || roomId !== undefined || !isLoaded) return undefined;
    let isCurrent = true;
    chat.findRoom(ref).then(
      () => undefined,
      (error: unknown) => {
        // Anything but a plain "no" is asked again with the next list.
        if (isCurrent && ['not_found', 'gone', 'forbidden', 'invalid_payload'].includes(failureCode(error)))
          setMissing(ref);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [chat, ref, roomId, isLoaded, rooms]);
  useEffect(() => {
    chat.open(roomId);
  }, [chat, roomId]);
  return { room, isMissing: room === undefined && ref !== undefined && missing === ref };
}
