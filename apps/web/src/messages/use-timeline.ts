import type { OwnUser, Room, Settings } from '@tertulia/contract';
import { useCallback, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { useLocale } from '../i18n/locale-context.js';
import type { RoomStore } from './room-store.js';
import type { RoomActions } from './timeline-actions.js';
import { useDivider } from './use-divider.js';
import { useFocus } from './use-focus.js';
import { useOpening } from './use-opening.js';
import { usePlacement } from './use-placement.js';
import { useReading } from './use-reading.js';
import { useRows } from './use-rows.js';
import { useScroller } from './use-scroller.js';
import { useSight } from './use-sight.js';

/** What the timeline is given by the room around it. */
export interface TimelineProps {
  room: Room;
  store: RoomStore;
  me: OwnUser;
  settings: Settings;
  /** The message that the address names. */
  messageId: string | undefined;
  editingId: string | undefined;
  actions: RoomActions;
  onRead: (seq: number) => void;
  /** Makes a message and everything after it unread. */
  onMarkUnread: (seq: number) => void;
  onReload: () => void;
  /** Opens the search in this room. */
  onSearch?: (() => void) | undefined;
}

/** What the timeline knows and does, without what it looks like. */
export function useTimeline(props: TimelineProps) {
  const { store, me, settings } = props;
  const view = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const [isAtBottom, setIsAtBottom] = useState(true);
  const { opening, notice, setNotice } = useOpeningWithNotice(props, view.isLoaded);
  const { placement, unread, showEnd } = opening;
  const isOpen = placement !== undefined;
  const lines = useRows(view, me);
  const { divider, tell, handleRead } = useDivider({ store, view, userId: me.id, isOpen, unread, isAtBottom });
  const markRead = useMarkRead(props.onRead, handleRead);
  const isReadingOn = isOpen && view.isLive && !divider.isReadingOff;
  const onVisible = useReading({ marking: settings.marking, isOn: isReadingOn, onRead: markRead });
  const { sight, handleSight, day } = useSight({ store, view, rows: lines.rows, divider, tell, onVisible });
  const scroll = useScroller(scroller, list, {
    isLive: view.isLive,
    content: lines.rows,
    generation: isOpen ? lines.generation : -1,
    onSight: handleSight,
    onAtBottom: setIsAtBottom,
  });
  useLayoutEffect(() => {
    if (!lines.isSettled) lines.advance();
  });
  const onSearch = props.onSearch;
  const focus = useFocus({ scroller, list, sight, rows: lines.rows, onNewest: showEnd, onSearch });
  const markedKey = usePlacement({
    ...scroll,
    ...focus,
    scroller,
    list,
    rows: lines.rows,
    placement,
    isLive: view.isLive,
  });
  return {
    view,
    scroller,
    list,
    lines,
    isOpen,
    isAtBottom,
    opening,
    divider,
    tell,
    markRead,
    day,
    scroll,
    focus,
    markedKey,
    notice,
    setNotice,
  };
}

export type TimelineModel = ReturnType<typeof useTimeline>;

function useOpeningWithNotice({ room, store, me, settings, messageId }: TimelineProps, isLoaded: boolean) {
  const { t } = useLocale();
  const [notice, setNotice] = useState('');
  const onProblem = useCallback(
    (problem: 'gone' | 'failed') => setNotice(t(problem === 'gone' ? 'messageGone' : 'jumpFailed')),
    [t],
  );
  const { openAt } = settings;
  const opening = useOpening({ store, room, userId: me.id, openAt, messageId, isLoaded, onProblem });
  return { opening, notice, setNotice };
}

function useMarkRead(onRead: (seq: number) => void, onDivider: (seq: number) => void) {
  return useCallback(
    (seq: number) => {
      onRead(seq);
      onDivider(seq);
    },
    [onRead, onDivider],
  );
}
