import type { OwnUser, Room } from '@tertulia/contract';
import { useCallback, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { useLocale } from '../i18n/locale-context.js';
import type { RoomStore, RoomView } from './room-store.js';
import type { RoomActions } from './timeline-actions.js';
import { useAnchor } from './use-anchor.js';
import { useDivider } from './use-divider.js';
import { useFocus } from './use-focus.js';
import { useOpening } from './use-opening.js';
import { usePlacement } from './use-placement.js';
import { type Told, useReading } from './use-reading.js';
import { useRows } from './use-rows.js';
import { useScroller } from './use-scroller.js';
import { useSight } from './use-sight.js';

/** What the timeline is given by the room around it. */
export interface TimelineProps {
  room: Room;
  store: RoomStore;
  me: OwnUser;
  /** The message that the address names. */
  messageId: string | undefined;
  editingId: string | undefined;
  actions: RoomActions;
  onRead: (seq: number) => void;
  /** Messages of this room that the reader was told of, and what to do when one of them was before the eyes. */
  told: readonly Told[];
  onTold: (told: Told) => void;
  /** The message that the address names was found and shown, or is no longer there. */
  onShown: (messageId: string) => void;
  /** Makes a message and everything after it unread. */
  onMarkUnread: (seq: number) => void;
  onReload: () => void;
  /** Opens the search in this room. */
  onSearch?: (() => void) | undefined;
}

/** What the timeline knows and does, without what it looks like. */
export function useTimeline(props: TimelineProps) {
  const { store, me, onSearch, onShown } = props;
  const view = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const [isAtBottom, setIsAtBottom] = useState(true);
  const { opening, notice, setNotice } = useOpeningWithNotice(props, view.isLoaded);
  const { placement, showEnd } = opening;
  const isOpen = placement !== undefined;
  const lines = useRows(view, me);
  const { rows } = lines;
  const reading = useDividerAndReading(props, { view, opening, isOpen, isAtBottom });
  const { sight, handleSight, day } = useSight({ ...reading, store, view, rows });
  const anchor = useAnchor({ scroller, list, rows, isShift: lines.isShift, isAtBottom });
  const scroll = useScroller(scroller, list, {
    isLive: view.isLive,
    content: rows,
    generation: isOpen ? lines.generation : -1,
    onSight: (seen, isEnd) => {
      anchor.note();
      handleSight(seen, isEnd);
    },
    onAtBottom: setIsAtBottom,
  });
  useLayoutEffect(() => {
    if (!lines.isSettled) lines.advance();
  });
  const focus = useFocus({ scroller, list, sight, rows, onNewest: showEnd, onSearch });
  const { stick, letGo } = useMoves(scroll, anchor.release);
  const { focusKey } = focus;
  const { isLive } = view;
  const { markedKey, isPlaced, leave } = usePlacement({
    scroller,
    list,
    rows,
    placement,
    isLive,
    stick,
    letGo,
    focusKey,
    onShown,
  });
  const place = { scroller, list, scroll, anchor, day, isOpen, isAtBottom };
  const takeOver = useTakeOver(anchor.release, leave, scroll.noteHand);
  return { ...place, ...reading, takeOver, view, lines, opening, focus, markedKey, isPlaced, notice, setNotice };
}

/** Moves that the page makes for the reader: the line that was being read is no longer held. */
function useMoves(scroll: Pick<ReturnType<typeof useScroller>, 'stick' | 'letGo'>, release: () => void) {
  return useMemo(() => {
    const after = (move: () => void) => () => {
      release();
      move();
    };
    return { stick: after(scroll.stick), letGo: after(scroll.letGo) };
  }, [scroll, release]);
}

/** The reader moves the list: whatever the page was about to do with it is left. */
function useTakeOver(release: () => void, leave: () => void, noteHand: () => void) {
  return useCallback(
    (isUpward: boolean) => {
      release();
      leave();
      if (isUpward) noteHand();
    },
    [release, leave, noteHand],
  );
}

interface Reading {
  view: RoomView;
  opening: ReturnType<typeof useOpening>;
  isOpen: boolean;
  isAtBottom: boolean;
}

function useDividerAndReading({ store, me, onRead, told, onTold }: TimelineProps, reading: Reading) {
  const { view, opening, isOpen, isAtBottom } = reading;
  const { unread } = opening;
  const { divider, tell, handleRead } = useDivider({ store, view, userId: me.id, isOpen, unread, isAtBottom });
  const markRead = useCallback(
    (seq: number) => {
      onRead(seq);
      handleRead(seq);
    },
    [onRead, handleRead],
  );
  const isOn = isOpen && view.isLive && !divider.isReadingOff;
  const onVisible = useReading({ marking: me.settings.marking, isOn, onRead: markRead, told, onTold });
  return { divider, tell, markRead, onVisible };
}

export type TimelineModel = ReturnType<typeof useTimeline>;

function useOpeningWithNotice({ room, store, me, messageId, onShown }: TimelineProps, isLoaded: boolean) {
  const { t } = useLocale();
  const [notice, setNotice] = useState('');
  const onProblem = useCallback(
    (problem: 'gone' | 'failed', id: string | undefined) => {
      setNotice(t(problem === 'gone' ? 'messageGone' : 'jumpFailed'));
      if (problem === 'gone' && id !== undefined) onShown(id);
    },
    [t, onShown],
  );
  const { openAt } = me.settings;
  const opening = useOpening({ store, room, userId: me.id, openAt, messageId, isLoaded, onProblem });
  return { opening, notice, setNotice };
}
