import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Observable } from '../realtime/observable.js';
import type { Divider, DividerEvent } from './divider.js';
import { keptPositions } from './kept-positions.js';
import type { KeptPosition } from './opening.js';
import type { SeqRange } from './reading-watch.js';
import type { RoomStore, RoomView } from './room-store.js';
import type { TimelineRow } from './timeline-rows.js';
import type { Sight } from './use-scroller.js';

/** From this close to an end, the next page is fetched. */
const EARLY_PX = 800;
const DAY_SHOWN_MS = 1_000;

interface Options {
  store: RoomStore;
  view: RoomView;
  rows: readonly TimelineRow[];
  divider: Divider;
  tell: (event: DividerEvent) => void;
  onVisible: (range: SeqRange | undefined) => void;
}

/** What follows from what is visible: pages are fetched, messages are read, the place is remembered. */
export function useSight(options: Options) {
  const latest = useRef(options);
  const sight = useRef<Sight>(undefined);
  const kept = useRef<KeptPosition>(undefined);
  const { day, showDay } = useFloatingDay();
  useLayoutEffect(() => {
    latest.current = options;
  });

  const handleSight = useCallback(
    (next: Sight, isAtBottom: boolean) => {
      const { store, view, rows, divider, tell, onVisible } = latest.current;
      const hasMoved = sight.current !== undefined && sight.current.above !== next.above;
      sight.current = next;
      // The line that stands for the start is the first of the list.
      const top = rows[Math.max(0, next.first - 1)];
      const visible = rangeOf(rows, next);
      const seq = isAtBottom ? undefined : top?.message?.seq;
      store.readAt(seq ?? (isAtBottom ? Number.POSITIVE_INFINITY : (visible?.from ?? 0)));
      kept.current = { seq, offset: next.offset, newestSeq: view.newestSeq };
      onVisible(visible);
      if (next.above < EARLY_PX) void store.loadOlder();
      if (next.below < EARLY_PX && !view.isLive) void store.loadNewer();
      if (hasMoved && top && !isAtBottom) showDay(new Date(top.createdAt).setHours(0, 0, 0, 0));
      const line = divider.line?.seq;
      if (line !== undefined && visible && visible.from <= line && line <= visible.to && document.hasFocus())
        tell({ kind: 'seen' });
    },
    [showDay],
  );

  const { roomId } = options.store;
  useEffect(() => {
    const keep = () => {
      if (kept.current) keptPositions.keep(roomId, kept.current);
    };
    window.addEventListener('pagehide', keep);
    return () => {
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, [roomId]);
  return { sight, handleSight, day };
}

/** The messages whose lower edge is visible. */
function rangeOf(rows: readonly TimelineRow[], { first, lastWhole }: Sight): SeqRange | undefined {
  const visible = rows.slice(Math.max(0, first - 1), Math.max(0, lastWhole));
  const from = visible.find(({ message }) => message)?.message?.seq;
  const to = visible.findLast(({ message }) => message)?.message?.seq;
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** A day that is shown while the list moves, and a moment longer. */
function useFloatingDay() {
  const [day] = useState(() => new Observable<number | undefined>(undefined));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const showDay = useCallback(
    (shown: number) => {
      day.set(shown);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => day.set(undefined), DAY_SHOWN_MS);
    },
    [day],
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  return { day, showDay };
}
