import type { Room, User } from '@tertulia/contract';
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useLocale } from '../i18n/locale-context.js';
import { Icon } from '../ui/icons.js';
import { DayLine } from './day-line.js';
import { MessageRow } from './message-row.js';
import type { RoomStore, RoomView } from './room-store.js';
import type { TimelineActions } from './timeline-actions.js';
import { arrangeRows, type TimelineRow } from './timeline-rows.js';
import { Skeleton, TimelineStart } from './timeline-start.js';
import { useReading } from './use-reading.js';
import { useShow } from './use-show.js';
import { useStickToBottom } from './use-stick-to-bottom.js';

interface Props {
  room: Room;
  store: RoomStore;
  me: User;
  /** The message that the address names. */
  messageId: string | undefined;
  editingId: string | undefined;
  actions: Omit<TimelineActions, 'onShow'>;
  onRead: (seq: number) => void;
  onReload: () => void;
}

/** From this close to the upper end, earlier messages are fetched. */
const EARLY_PX = 800;

/** The messages of a room. Only the lines near the window exist in the page, whatever the length of the list. */
export function Timeline({ room, store, me, messageId, editingId, actions, onRead, onReload }: Props) {
  const { t } = useLocale();
  const view = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const { rows, items, isPrepended } = useRows(view, me);
  const { isAtBottom, stick, letGo, handleScroll, forgetOwnMove } = useStickToBottom(scroller, rows, view.isLoaded);
  const newBelow = useNewBelow(view.messages.at(-1)?.seq ?? 0, isAtBottom);
  const isLive = useSettled(view.isLoaded) && isAtBottom;
  const { markedId, show } = useShow({ store, list, messageId, isLoaded: view.isLoaded, onLetGo: letGo });
  const allActions = useMemo(() => ({ ...actions, onShow: show }), [actions, show]);
  useOwnSend(view.pending.length, stick);
  useReading(view.messages.at(-1)?.seq, isAtBottom, onRead);
  const handlers = listHandlers(scroller, store, handleScroll, forgetOwnMove);
  return (
    <div className="timeline-zone">
      <div
        ref={scroller}
        className="timeline"
        role="log"
        tabIndex={0}
        aria-label={t('timeline', { room: room.name })}
        // Away from the end, additions are history that scrolls in, not news.
        aria-live={isLive ? 'polite' : 'off'}
        aria-relevant="additions"
        aria-busy={!view.isLoaded}
        {...handlers}
      >
        <div className="timeline-spacer" />
        {!view.isLoaded && <Skeleton hasFailed={view.loadFailed} onReload={onReload} />}
        <Virtualizer ref={list} data={items} scrollRef={scroller} shift={isPrepended}>
          {(row) =>
            row === 'start' ? (
              <TimelineStart key="start" room={room} hasBefore={view.hasBefore} isEmpty={rows.length === 0} />
            ) : (
              <Line key={row.key} row={row} me={me} markedId={markedId} editingId={editingId} actions={allActions} />
            )
          }
        </Virtualizer>
      </div>
      <Below count={newBelow} isAway={!isAtBottom} onJump={stick} />
    </div>
  );
}

interface LineProps {
  row: TimelineRow;
  me: User;
  markedId: string | undefined;
  editingId: string | undefined;
  actions: TimelineActions;
}

function Line({ row, me, markedId, editingId, actions }: LineProps) {
  const id = row.message?.id;
  return (
    <div className="timeline-row">
      {row.day !== undefined && <DayLine day={row.day} />}
      <MessageRow
        row={row}
        isOwn={row.author.id === me.id}
        isMarked={id !== undefined && id === markedId}
        isEditing={id !== undefined && id === editingId}
        actions={actions}
      />
    </div>
  );
}

function Below({ count, isAway, onJump }: { count: number; isAway: boolean; onJump: () => void }) {
  const { t, plural } = useLocale();
  const news = count > 0 ? plural('newBelow', count) : '';
  return (
    <>
      <p className="visually-hidden" role="status">
        {news}
      </p>
      {isAway && (
        <button type="button" className="jump-button" onClick={onJump}>
          <Icon name="down" />
          {news || t('jumpToPresent')}
        </button>
      )}
    </>
  );
}

/** Arrow keys go from message to message while one of them, or the list, has the focus. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
  const target = event.target instanceof HTMLElement ? event.target : undefined;
  if (!target || target.tagName === 'TEXTAREA') return;
  const articles = [...event.currentTarget.querySelectorAll<HTMLElement>('article')];
  const at = articles.findIndex((article) => article.contains(target));
  const next = at < 0 ? articles.at(-1) : articles[at + (event.key === 'ArrowUp' ? -1 : 1)];
  if (!next || (at < 0 && event.key === 'ArrowDown')) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

/** What the reader does with the list; near its upper end, earlier messages are fetched. */
function listHandlers(
  scroller: RefObject<HTMLElement | null>,
  store: RoomStore,
  onScroll: () => void,
  onTouch: () => void,
) {
  return {
    onWheel: onTouch,
    onTouchMove: onTouch,
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      onTouch();
      moveFocus(event);
    },
    onScroll: () => {
      onScroll();
      if ((scroller.current?.scrollTop ?? 0) < EARLY_PX) void store.loadOlder();
    },
  };
}

/** The lines, after the one that stands for the start of the room. */
function useRows(view: RoomView, me: User) {
  const { messages, pending, isLoaded } = view;
  const rows = useMemo(() => arrangeRows(messages, pending, me), [messages, pending, me]);
  const items = useMemo(() => (isLoaded ? ['start' as const, ...rows] : rows), [isLoaded, rows]);
  return { rows, items, isPrepended: usePrepended(rows[0]?.key, rows.at(-1)?.key) };
}

/** Whether this drawing adds lines before the first one and none after the last. */
function usePrepended(first: string | undefined, last: string | undefined): boolean {
  const before = useRef({ first, last, isPrepended: false });
  const { current } = before;
  const isPrepended =
    current.first !== first && current.last === last && first !== undefined && current.first !== undefined;
  useEffect(() => {
    before.current = { first, last, isPrepended };
  });
  return isPrepended;
}

/** How many messages came since the reader left the end of the list. */
function useNewBelow(lastSeq: number, isAtBottom: boolean): number {
  const [seen, setSeen] = useState(lastSeq);
  if (isAtBottom && seen !== lastSeq) setSeen(lastSeq);
  return isAtBottom ? 0 : Math.max(0, lastSeq - seen);
}

/** Goes to the end when the reader sends something. */
function useOwnSend(count: number, stick: () => void): void {
  const before = useRef(count);
  useEffect(() => {
    if (count > before.current) stick();
    before.current = count;
  }, [count, stick]);
}

/** True a moment after loading: what the first page brings is not announced. */
function useSettled(isLoaded: boolean): boolean {
  const [isSettled, setIsSettled] = useState(false);
  useEffect(() => {
    if (!isLoaded) return undefined;
    const timer = setTimeout(() => setIsSettled(true), 1_000);
    return () => clearTimeout(timer);
  }, [isLoaded]);
  return isSettled;
}
