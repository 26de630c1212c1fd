import type { Settings } from '@tertulia/contract';
import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { ReadingWatch, type SeqRange } from './reading-watch.js';

/** Without a sign of life for so long, nobody reads. */
const ACTIVE_MS = 2 * 60_000;
const SIGNS_OF_LIFE = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart', 'focus'] as const;

/** A message that the reader was told of and has not read yet. */
export interface Told {
  /** The notification. */
  id: string;
  seq: number;
}

interface Options {
  marking: Settings['marking'];
  /** Nothing counts as read in history, or after something was marked unread by hand. */
  isOn: boolean;
  onRead: (seq: number) => void;
  /** What one was told of in this room; read as soon as it was before the eyes, wherever the marker stands. */
  told: readonly Told[];
  onTold: (told: Told) => void;
}

/** Reports how far one has read: what was visible for long enough, in a window with the focus, to somebody who is there. */
export function useReading({ marking, isOn, onRead, told, onTold }: Options) {
  const watch = useRef(new ReadingWatch());
  const range = useRef<SeqRange>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const activeAt = useRef(performance.now());
  const furthest = useRef(0);
  const latest = useRef({ marking, isOn, onRead, told, onTold });

  const check = useCallback(() => {
    const now = performance.now();
    const { current } = latest;
    const isThere = document.visibilityState === 'visible' && document.hasFocus() && now - activeAt.current < ACTIVE_MS;
    watch.current.see(isThere && current.isOn && current.marking !== 'manual' ? range.current : undefined, now);
    furthest.current = Math.max(furthest.current, watch.current.readSeq(now) ?? 0);
    // What was marked unread by hand must not be read again by what was seen before.
    if (current.isOn && current.marking === 'seen' && furthest.current > 0) current.onRead(furthest.current);
    if (isThere && current.isOn && current.marking === 'seen')
      for (const one of current.told) if (watch.current.hasSeen(one.seq, now)) current.onTold(one);
    clearTimeout(timer.current);
    const wait = watch.current.nextIn(now);
    if (wait !== undefined) timer.current = setTimeout(check, wait + 1);
  }, []);

  useEffect(() => {
    latest.current = { marking, isOn, onRead, told, onTold };
    check();
  }, [marking, isOn, onRead, told, onTold, check]);

  useLife(activeAt, check);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      const { current } = latest;
      if (current.isOn && current.marking === 'leave' && furthest.current > 0) current.onRead(furthest.current);
    },
    [],
  );

  /** What is visible now. */
  return useCallback(
    (visible: SeqRange | undefined) => {
      const { current } = range;
      if (current?.from === visible?.from && current?.to === visible?.to) return;
      range.current = visible;
      check();
    },
    [check],
  );
}

/** Knows when somebody was last active here, and looks again when they come back or the window changes. */
function useLife(activeAt: RefObject<number>, check: () => void): void {
  useEffect(() => {
    const handleLife = () => {
      const wasAway = performance.now() - activeAt.current >= ACTIVE_MS;
      activeAt.current = performance.now();
      if (wasAway) check();
    };
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, handleLife, { passive: true, capture: true });
    for (const change of ['focus', 'blur'] as const) window.addEventListener(change, check);
    document.addEventListener('visibilitychange', check);
    return () => {
      for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, handleLife, { capture: true });
      for (const change of ['focus', 'blur'] as const) window.removeEventListener(change, check);
      document.removeEventListener('visibilitychange', check);
    };
  }, [activeAt, check]);
}
