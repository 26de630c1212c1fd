import { useCallback, useEffect, useReducer, useRef } from 'react';
import { nextDivider, noDivider } from './divider.js';
import type { RoomStore, RoomView } from './room-store.js';
import type { UnreadAtOpening } from './use-opening.js';

interface Options {
  store: RoomStore;
  view: RoomView;
  userId: string;
  isOpen: boolean;
  unread: UnreadAtOpening | undefined;
  isAtBottom: boolean;
}

/** The divider of this visit to the room, told of everything that concerns it. */
export function useDivider({ store, view, userId, isOpen, unread, isAtBottom }: Options) {
  const [divider, tell] = useReducer(nextDivider, noDivider);
  const { newestSeq, joinedSeq, pending } = view;
  useEffect(() => {
    if (isOpen) tell({ kind: 'opened', firstUnread: unread?.seq });
  }, [isOpen, unread]);
  useEffect(() => {
    if (isOpen) tell({ kind: isAtBottom ? 'backAtBottom' : 'leftBottom' });
  }, [isOpen, isAtBottom]);

  const known = useRef(newestSeq);
  useEffect(() => {
    const before = known.current;
    known.current = Math.max(before, newestSeq);
    if (!isOpen || newestSeq <= before) return;
    const first = store.messagesAfter(before).find(({ author }) => author.id !== userId);
    if (!first) return;
    const isFocused = document.visibilityState === 'visible' && document.hasFocus();
    tell({ kind: 'arrived', seq: first.seq, isFocused, isAttached: isAtBottom, isMissed: first.seq <= joinedSeq });
  }, [store, newestSeq, joinedSeq, userId, isOpen, isAtBottom]);

  const written = useRef(pending.length);
  useEffect(() => {
    if (pending.length > written.current) tell({ kind: 'sent' });
    written.current = pending.length;
  }, [pending.length]);

  const handleRead = useCallback((seq: number) => tell({ kind: 'read', isAll: seq >= known.current }), []);
  return { divider, tell, handleRead };
}
