import type { Message, Room, Settings } from '@tertulia/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { keptPositions } from './kept-positions.js';
import { chooseOpening, firstUnread, type ReadMark } from './opening.js';
import type { Found } from './page-loader.js';
import type { RoomStore } from './room-store.js';

/** Where the list shall be moved, once the message is in it. */
export interface Placement {
  /** Undefined for the end of the room. */
  seq: number | undefined;
  /** Where the message shall be; with `top`, so many pixels below the upper edge. */
  align: 'top' | 'third' | 'centre';
  offset?: number;
  /** The message is what was looked for: it is marked for a moment and gets the focus. */
  isTarget?: boolean;
}

/** What was unread when the room was opened. */
export interface UnreadAtOpening {
  seq: number;
  count: number;
  /** When the first of them was written; unknown when it is not loaded. */
  since: string | undefined;
}

/** Why a jump did not lead anywhere. */
export type JumpProblem = 'gone' | 'failed';

interface Options {
  store: RoomStore;
  room: Room;
  userId: string;
  openAt: Settings['openAt'];
  messageId: string | undefined;
  isLoaded: boolean;
  /** The message that was looked for, if it was one. */
  onProblem: (problem: JumpProblem, id: string | undefined) => void;
}

/** With a slow connection the room opens with what is known of it. */
const LONGEST_WAIT_MS = 1_500;
const END: Placement = { seq: undefined, align: 'top' };

/** Finds the place where a room opens, and goes to other places in it. */
export function useOpening({ store, room, userId, openAt, messageId, isLoaded, onProblem }: Options) {
  // As it was when the room was opened: what is read from then on does not change where it began.
  const [read] = useState<ReadMark | undefined>(room.me);
  const [placement, setPlacement] = useState<Placement>();
  const [unread, setUnread] = useState<UnreadAtOpening>();
  const begun = useRef<string>(undefined);

  const take = useCallback(
    (found: Found, align: Placement['align'], isTarget: boolean, id?: string): boolean => {
      if (found === 'superseded') return true;
      if (typeof found === 'string') onProblem(found, id);
      else setPlacement({ seq: found.message.seq, align, isTarget });
      return typeof found !== 'string';
    },
    [onProblem],
  );
  const showMessage = useCallback(
    async (id: string, seq?: number) => take(await store.showMessage(id, seq), 'centre', true, id),
    [store, take],
  );
  const showAround = useCallback(
    async (cursor: { around: number } | { at: string }, align: Placement['align']) =>
      take(await store.showAround(cursor), align, 'at' in cursor),
    [store, take],
  );
  const showEnd = useCallback(() => {
    store.showPresent();
    setPlacement({ ...END });
  }, [store]);

  useEffect(() => {
    if (!isLoaded) return;
    const isFirst = begun.current === undefined;
    if (!isFirst && begun.current === (messageId ?? '')) return;
    begun.current = messageId ?? '';
    if (!isFirst) {
      if (messageId) void showMessage(messageId);
      return;
    }
    void openRoom({ store, roomId: room.id, userId, openAt, read, messageId, showMessage }).then(
      ([place, unreadThen]) => {
        setUnread(unreadThen);
        if (place) setPlacement(place);
      },
    );
  }, [isLoaded, messageId, store, room.id, userId, openAt, read, showMessage]);
  return { placement, unread, showMessage, showAround, showEnd };
}

interface OpenOptions extends Pick<Options, 'store' | 'userId' | 'openAt' | 'messageId'> {
  roomId: string;
  read: ReadMark | undefined;
  showMessage: (id: string) => Promise<boolean>;
}

async function openRoom(options: OpenOptions): Promise<[Placement | undefined, UnreadAtOpening | undefined]> {
  // A room that was open before is entered again by now; what was written meanwhile decides where it opens.
  await Promise.resolve();
  await options.store.settled(LONGEST_WAIT_MS);
  const { store, roomId, userId, openAt, read, messageId, showMessage } = options;
  const unread = () => findUnread(store.getSnapshot().messages, read, userId);
  if (messageId && (await showMessage(messageId))) return [undefined, unread()];
  const opening = chooseOpening(openAt, read, keptPositions.find(roomId), store.getSnapshot().newestSeq);
  if (opening.kind !== 'end') {
    const seq = opening.kind === 'unread' ? (read?.readSeq ?? 0) + 1 : opening.seq;
    const found = await store.showAround({ around: seq });
    const first = unread();
    if (opening.kind === 'unread' && first) return [{ seq: first.seq, align: 'third' }, first];
    if (opening.kind === 'position' && typeof found !== 'string')
      return [{ seq: found.message.seq, align: 'top', offset: opening.offset }, first];
  }
  store.showPresent();
  return [{ ...END }, unread()];
}

/** The first unread message; only by its number when it is not loaded. */
function findUnread(
  messages: readonly Message[],
  read: ReadMark | undefined,
  userId: string,
): UnreadAtOpening | undefined {
  if (!read || read.unread === 0) return undefined;
  const isLoaded = (messages[0]?.seq ?? 1) <= read.readSeq + 1;
  const first = isLoaded ? firstUnread(messages, read.readSeq, userId) : undefined;
  if (isLoaded && !first) return undefined;
  return { seq: first?.seq ?? read.readSeq + 1, count: read.unread, since: first?.createdAt };
}
