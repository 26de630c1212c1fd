import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { isComposing, matchesShortcut } from '../ui/shortcuts.js';
import type { TimelineRow } from './timeline-rows.js';
import type { Sight } from './use-scroller.js';

/** Drawings within which a line that was scrolled to must exist. */
const MOST_FRAMES = 30;

interface Options {
  scroller: RefObject<HTMLElement | null>;
  list: RefObject<VirtualizerHandle | null>;
  sight: RefObject<Sight | undefined>;
  rows: readonly TimelineRow[];
  onNewest: () => void;
  onSearch: (() => void) | undefined;
}

/**
 * One tab stop for the whole list: the message that had the focus last keeps it, also while it is far from the window.
 * Until one had it, the list itself is the stop.
 */
export function useFocus({ scroller, list, sight, rows, onNewest, onSearch }: Options) {
  const [activeKey, setActiveKey] = useState<string>();
  const frame = useRef(0);
  const activeIndex = activeKey === undefined ? -1 : rows.findIndex(({ key }) => key === activeKey);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  /** Gives the focus to a line as soon as it is drawn. */
  const focusKey = useCallback(
    (key: string) => {
      setActiveKey(key);
      let left = MOST_FRAMES;
      const attempt = () => {
        const article = scroller.current?.querySelector<HTMLElement>(`article[data-key="${CSS.escape(key)}"]`);
        if (article) article.focus({ preventScroll: true });
        left -= 1;
        if (left > 0 && !(article && document.activeElement === article))
          frame.current = requestAnimationFrame(attempt);
      };
      cancelAnimationFrame(frame.current);
      frame.current = requestAnimationFrame(attempt);
    },
    [scroller],
  );
  const focusIndex = (index: number): void => {
    const row = rows[index];
    if (!row) return;
    list.current?.scrollToIndex(index + 1, { align: 'nearest' });
    focusKey(row.key);
  };
  const move = (step: number): void => {
    // The line that stands for the start is the first of the list.
    const from = activeIndex >= 0 ? activeIndex + step : (sight.current?.lastWhole ?? rows.length) - 1;
    focusIndex(Math.max(0, Math.min(rows.length - 1, from)));
  };
  const handleKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const { nativeEvent, target } = event;
    if (isComposing(nativeEvent) || event.defaultPrevented || isField(target)) return;
    if (matchesShortcut(nativeEvent, 'previousMessage')) move(-1);
    else if (matchesShortcut(nativeEvent, 'nextMessage')) move(1);
    else if (matchesShortcut(nativeEvent, 'firstLoaded')) focusIndex(0);
    else if (matchesShortcut(nativeEvent, 'newest')) onNewest();
    else if (matchesShortcut(nativeEvent, 'searchRoom') && onSearch) onSearch();
    else return;
    event.preventDefault();
  };
  return { activeKey: activeIndex >= 0 ? activeKey : undefined, activeIndex, setActiveKey, focusKey, handleKeyDown };
}

function isField(target: EventTarget): boolean {
  return target instanceof HTMLElement && (target.matches('textarea, input, select') || target.isContentEditable);
}
