import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { VirtualizerHandle } from 'virtua';

/** So close to the end is at the end. */
const NEAR_PX = 50;
/** Movements this soon after our own are not the reader's. */
const OWN_MOVE_MS = 150;

/** What is before the reader's eyes, as indexes of the list: lines of which at least a part, and those whose lower edge, is visible. */
export interface Sight {
  first: number;
  last: number;
  lastWhole: number;
  /** Pixels from the upper edge of the list to the first message among them. */
  offset: number;
  /** Pixels that are hidden above and below. */
  above: number;
  below: number;
}

interface Options {
  /** Whether the end of the list is the end of the room. */
  isLive: boolean;
  /** Lines that were drawn; when they change, what is visible is looked at again. */
  content: unknown;
  /** Counts new lists. */
  generation: number;
  onSight: (sight: Sight, isAtBottom: boolean) => void;
  /** Whether the reader is at the end of the room; the function never changes. */
  onAtBottom: (isAtBottom: boolean) => void;
}

/**
 * Keeps a list at its end while the reader is there; an upward movement of the reader lets go at once, and then nothing
 * moves but by their own hand.
 */
export function useScroller(
  scroller: RefObject<HTMLElement | null>,
  list: RefObject<VirtualizerHandle | null>,
  { isLive, content, generation, onSight, onAtBottom }: Options,
) {
  const isStuck = useRef(true);
  const movedAt = useRef(0);
  const lastTop = useRef(0);
  const latest = useRef({ isLive, onSight });
  useLayoutEffect(() => {
    latest.current = { isLive, onSight };
  });

  const look = useCallback(() => {
    const sight = seeList(scroller.current, list.current);
    const isAtBottom = isStuck.current && latest.current.isLive;
    onAtBottom(isAtBottom);
    if (sight) latest.current.onSight(sight, isAtBottom);
  }, [scroller, list, onAtBottom]);

  const toBottom = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    movedAt.current = performance.now();
    element.scrollTop = element.scrollHeight;
    lastTop.current = element.scrollTop;
  }, [scroller]);

  const stick = useCallback(() => {
    isStuck.current = true;
    toBottom();
    look();
  }, [toBottom, look]);

  /** The list is moved for the reader, to somewhere else than its end. */
  const letGo = useCallback(() => {
    isStuck.current = false;
    movedAt.current = 0;
    onAtBottom(false);
  }, [onAtBottom]);

  const handleScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    const isUpward = element.scrollTop < lastTop.current - 1;
    lastTop.current = element.scrollTop;
    // A list that grew under a resting reader is not a reader who left its end.
    if (!latest.current.isLive) isStuck.current = false;
    else if (isNear) isStuck.current = true;
    else if (isUpward && performance.now() - movedAt.current > OWN_MOVE_MS) isStuck.current = false;
    look();
  }, [scroller, look]);

  useLayoutEffect(() => {
    if (isStuck.current && isLive) toBottom();
  }, [content, isLive, toBottom]);
  useEffect(() => {
    // The list measures new lines after this drawing.
    const frame = requestAnimationFrame(handleScroll);
    return () => cancelAnimationFrame(frame);
  }, [content, isLive, generation, handleScroll]);
  useGrowth(scroller, generation, () => {
    if (isStuck.current && latest.current.isLive) toBottom();
    look();
  });
  return { stick, letGo, handleScroll, forgetOwnMove: () => (movedAt.current = 0) };
}

function seeList(element: HTMLElement | null, list: VirtualizerHandle | null): Sight | undefined {
  if (!element || !list) return undefined;
  const { scrollTop, clientHeight, scrollHeight } = element;
  const bottom = scrollTop + clientHeight;
  const first = list.findItemIndex(scrollTop);
  const last = list.findItemIndex(bottom);
  const isWhole = list.getItemOffset(last) + list.getItemSize(last) <= bottom + 1;
  return {
    first,
    last,
    lastWhole: isWhole ? last : last - 1,
    // The line that stands for the start is no message.
    offset: list.getItemOffset(Math.max(1, first)) - scrollTop,
    above: scrollTop,
    below: scrollHeight - bottom,
  };
}

/** Follows every change of the height of the list, and of the window on it. */
function useGrowth(scroller: RefObject<HTMLElement | null>, generation: number, onGrowth: () => void): void {
  const latest = useRef(onGrowth);
  useLayoutEffect(() => {
    latest.current = onGrowth;
  });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => latest.current());
    for (const observed of [element, ...element.children]) observer.observe(observed);
    return () => observer.disconnect();
  }, [scroller, generation]);
}
