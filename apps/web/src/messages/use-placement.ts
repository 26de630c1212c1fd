import { type RefObject, useEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { TimelineRow } from './timeline-rows.js';
import type { Placement } from './use-opening.js';

const MARKED_MS = 2_000;

interface Options {
  scroller: RefObject<HTMLElement | null>;
  list: RefObject<VirtualizerHandle | null>;
  rows: readonly TimelineRow[];
  placement: Placement | undefined;
  isLive: boolean;
  stick: () => void;
  letGo: () => void;
  focusKey: (key: string) => void;
}

/** Moves the list to where it shall be, and marks the message that was looked for. */
export function usePlacement(options: Options) {
  const { scroller, list, rows, placement, isLive, stick, letGo, focusKey } = options;
  const [markedKey, setMarkedKey] = useState<string>();
  const done = useRef<Placement>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!placement || done.current === placement) return;
    const { seq, align, offset, isTarget } = placement;
    if (seq === undefined) {
      if (!isLive) return;
      done.current = placement;
      stick();
      return;
    }
    const index = rows.findIndex(({ message }) => message?.seq === seq);
    const row = rows[index];
    if (!row) return;
    done.current = placement;
    letGo();
    const height = scroller.current?.clientHeight ?? 0;
    const below = align === 'third' ? height / 3 : (offset ?? 0);
    if (align === 'centre') list.current?.scrollToIndex(index + 1, { align: 'center' });
    else list.current?.scrollToIndex(index + 1, { align: 'start', offset: -below });
    if (!isTarget) return;
    focusKey(row.key);
    setMarkedKey(row.key);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setMarkedKey(undefined), MARKED_MS);
  }, [placement, rows, isLive, scroller, list, stick, letGo, focusKey]);
  return markedKey;
}
