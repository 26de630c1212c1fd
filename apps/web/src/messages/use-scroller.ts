import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';

/** So close to the end is at the end. */
const NEAR_PX = 50;
/** Movements this soon after our own are not the reader's, unless their hand moved this shortly before. */
const OWN_MOVE_MS = 150;
const HAND_MS = 500;

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

/** The list where it is drawn, and who wants to know of its movements. */
interface Keeping {
  scroller: RefObject<HTMLElement | null>;
  list: RefObject<VirtualizerHandle | null>;
  latest: RefObject<Options>;
}

/**
 * Keeps a list at its end while the reader is there; an upward movement of the reader lets go at once, and then nothing
 * moves but by their own hand.
 */
class ScrollKeeper {
  private isStuck = true;
  private movedAt = 0;
  private handAt = Number.NEGATIVE_INFINITY;
  private lastTop = 0;
  /** The height of the list when it was moved or looked at last. */
  private lastHeight = 0;
  private frame = 0;

  constructor(private readonly keeping: Keeping) {}

  readonly stick = (): void => {
    this.isStuck = true;
    this.handAt = Number.NEGATIVE_INFINITY;
    this.toBottom();
    this.look();
  };

  /** The list is moved for the reader, to somewhere else than its end. */
  readonly letGo = (): void => {
    this.isStuck = false;
    this.movedAt = 0;
    this.keeping.latest.current.onAtBottom(false);
  };

  /** What moves upwards now is moved by the reader, whatever else moves the list. */
  readonly noteHand = (): void => {
    this.handAt = performance.now();
  };

  readonly handleScroll = (): void => {
    const element = this.keeping.scroller.current;
    if (!element) return;
    const isUpward = element.scrollTop < this.lastTop - 1;
    const isMeasured = element.scrollHeight !== this.lastHeight;
    this.lastTop = element.scrollTop;
    this.lastHeight = element.scrollHeight;
    // A list that grew under a resting reader is not a reader who left its end.
    if (!this.isLive) this.isStuck = false;
    else if (isNearEnd(element)) this.isStuck = true;
    else if (isUpward && this.isByHand(isMeasured)) this.isStuck = false;
    else if (isUpward && this.isStuck) this.doubt();
    this.look();
  };

  /** The list or the window on it changed its height. */
  readonly handleGrowth = (): void => {
    this.keep();
    this.look();
  };

  readonly close = (): void => {
    cancelAnimationFrame(this.frame);
  };

  keep(): void {
    if (this.isStuck && this.isLive) this.toBottom();
  }

  /** A list whose height changed moves by itself too, on a slow machine long after it was moved. */
  private isByHand(isMeasured: boolean): boolean {
    const now = performance.now();
    return (!isMeasured && now - this.movedAt > OWN_MOVE_MS) || now - this.handAt < HAND_MS;
  }

  /**
   * Something moved the list upwards soon after we moved it down, or as its height changed. If that was its lines that were
   * measured, the list goes to its end before it is drawn again; what then still rests elsewhere was moved by the reader.
   */
  private doubt(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.frame = requestAnimationFrame(() => {
        const element = this.keeping.scroller.current;
        if (!element || isNearEnd(element)) return;
        this.isStuck = false;
        this.look();
      });
    });
  }

  private get isLive(): boolean {
    return this.keeping.latest.current.isLive;
  }

  private toBottom(): void {
    const element = this.keeping.scroller.current;
    if (!element) return;
    cancelAnimationFrame(this.frame);
    this.movedAt = performance.now();
    element.scrollTop = element.scrollHeight;
    this.lastTop = element.scrollTop;
    this.lastHeight = element.scrollHeight;
  }

  private look(): void {
    const { scroller, list, latest } = this.keeping;
    const sight = seeList(scroller.current, list.current);
    const isAtBottom = this.isStuck && this.isLive;
    latest.current.onAtBottom(isAtBottom);
    if (sight) latest.current.onSight(sight, isAtBottom);
  }
}

/** Moves the list, and follows its movements. */
export function useScroller(
  scroller: RefObject<HTMLElement | null>,
  list: RefObject<VirtualizerHandle | null>,
  options: Options,
) {
  const latest = useRef(options);
  const [keeper] = useState(() => new ScrollKeeper({ scroller, list, latest }));
  const { content, isLive, generation } = options;
  useLayoutEffect(() => {
    latest.current = options;
  });
  useLayoutEffect(() => keeper.keep(), [content, isLive, keeper]);
  useEffect(() => {
    // The list measures new lines after this drawing.
    const frame = requestAnimationFrame(keeper.handleScroll);
    return () => cancelAnimationFrame(frame);
  }, [content, isLive, generation, keeper]);
  useEffect(() => keeper.close, [keeper]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(keeper.handleGrowth);
    for (const observed of [element, ...element.children]) observer.observe(observed);
    return () => observer.disconnect();
  }, [scroller, generation, keeper]);
  return keeper;
}

function isNearEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight < NEAR_PX;
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
