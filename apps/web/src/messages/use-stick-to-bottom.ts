import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const NEAR_PX = 50;
/** Movements this soon after our own are not the reader's. */
const OWN_MOVE_MS = 150;

/**
 * Keeps a list at its end while the reader is there; an upward movement of the reader lets go at once, and then nothing
 * moves but by their own hand.
 */
export function useStickToBottom(scroller: RefObject<HTMLElement | null>, content: unknown, isLoaded: boolean) {
  const isStuck = useRef(true);
  const movedAt = useRef(0);
  const lastTop = useRef(0);
  const [isAtBottom, setIsAtBottom] = useState(true);

  const toBottom = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    movedAt.current = performance.now();
    element.scrollTop = element.scrollHeight;
    lastTop.current = element.scrollTop;
  }, [scroller]);

  const stick = useCallback(() => {
    isStuck.current = true;
    setIsAtBottom(true);
    toBottom();
  }, [toBottom]);

  const letGo = useCallback(() => {
    isStuck.current = false;
    movedAt.current = 0;
    setIsAtBottom(false);
  }, []);

  const handleScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    const isUpward = element.scrollTop < lastTop.current - 1;
    lastTop.current = element.scrollTop;
    // A list that grew under a resting reader is not a reader who left its end.
    if (isNear) isStuck.current = true;
    else if (isUpward && performance.now() - movedAt.current > OWN_MOVE_MS) isStuck.current = false;
    setIsAtBottom(isStuck.current);
  }, [scroller]);

  useLayoutEffect(() => {
    if (isStuck.current) toBottom();
  }, [content, toBottom]);

  useGrowth(scroller, isLoaded, isStuck, toBottom);

  return { isAtBottom, stick, letGo, handleScroll, forgetOwnMove: () => (movedAt.current = 0) };
}

/** Follows every change of the height of the list, and of the window on it, while the reader is at the end. */
function useGrowth(
  scroller: RefObject<HTMLElement | null>,
  isLoaded: boolean,
  isStuck: RefObject<boolean>,
  toBottom: () => void,
): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      if (isStuck.current) toBottom();
    });
    for (const observed of [element, ...element.children]) observer.observe(observed);
    return () => observer.disconnect();
  }, [scroller, isLoaded, isStuck, toBottom]);
}
