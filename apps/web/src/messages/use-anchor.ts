import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { TimelineRow } from './timeline-rows.js';

/** Drawings in which nothing had to be corrected, after which the line has its place; and the most that it is held. */
const CALM_FRAMES = 5;
const MOST_FRAMES = 90;

/**
 * A line, and how far above its lower edge the window on the list begins. Its upper edge may move: a line that is no longer
 * the first one of its day or of its author loses what stands above its text.
 */
interface Anchor {
  key: string;
  rest: number;
}

interface Options {
  scroller: RefObject<HTMLElement | null>;
  list: RefObject<VirtualizerHandle | null>;
  rows: readonly TimelineRow[];
  /** The lines before the first one changed with the last drawing. */
  isShift: boolean;
  /** At the end of the room the list follows the end. */
  isAtBottom: boolean;
}

/**
 * Holds the line that is being read where it is when a page of earlier messages comes above it: the heights of its lines
 * become known only in the drawings that follow, on a slow machine in many of them. Whoever scrolls is let go at once.
 */
export function useAnchor({ scroller, list, rows, isShift, isAtBottom }: Options) {
  const drawn = useRef(rows);
  const anchor = useRef<Anchor>(undefined);
  const frame = useRef(0);

  const release = useCallback(() => {
    cancelAnimationFrame(frame.current);
    frame.current = 0;
  }, []);

  /** Notes where the reader is, unless the place is being held. */
  const note = useCallback(() => {
    const [element, handle] = [scroller.current, list.current];
    if (!element || !handle || frame.current !== 0) return;
    // The first item of the list stands for the start of the room.
    const index = Math.max(1, handle.findItemIndex(element.scrollTop));
    const key = drawn.current[index - 1]?.key;
    anchor.current = key === undefined ? undefined : { key, rest: lowerEdge(handle, index) - element.scrollTop };
  }, [scroller, list]);

  const hold = useCallback(
    (held: Anchor, calm: number, left: number) => {
      const [element, handle] = [scroller.current, list.current];
      const index = drawn.current.findIndex(({ key }) => key === held.key) + 1;
      if (!element || !handle || index === 0 || calm >= CALM_FRAMES || left === 0) {
        release();
        return;
      }
      const place = lowerEdge(handle, index) - held.rest;
      const isOff = Math.abs(element.scrollTop - place) > 1;
      if (isOff) element.scrollTop = place;
      frame.current = requestAnimationFrame(() => hold(held, isOff ? 0 : calm + 1, left - 1));
    },
    [scroller, list, release],
  );

  useLayoutEffect(() => {
    const isNew = drawn.current[0]?.key !== rows[0]?.key;
    drawn.current = rows;
    if (!isNew || !isShift || isAtBottom || !anchor.current) return;
    release();
    const held = anchor.current;
    frame.current = requestAnimationFrame(() => hold(held, 0, MOST_FRAMES));
  }, [rows, isShift, isAtBottom, hold, release]);
  useEffect(() => release, [release]);
  return { note, release };
}

function lowerEdge(list: VirtualizerHandle, index: number): number {
  return list.getItemOffset(index) + list.getItemSize(index);
}
