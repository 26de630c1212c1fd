import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { TimelineRow } from './timeline-rows.js';
import type { Placement } from './use-opening.js';

const MARKED_MS = 2_000;
/** Looks at the list until it rests, and no more of them: a list that never does is shown as it is. */
const MOST_FRAMES = 8;

interface Options {
  scroller: RefObject<HTMLElement | null>;
  list: RefObject<VirtualizerHandle | null>;
  rows: readonly TimelineRow[];
  placement: Placement | undefined;
  isLive: boolean;
  stick: () => void;
  letGo: () => void;
  focusKey: (key: string) => void;
  /** The message that was looked for is in its place. */
  onShown: (messageId: string) => void;
}

/** Moves the list to where it shall be, and marks the message that was looked for. */
export function usePlacement(options: Options) {
  const { scroller, list, rows, placement, isLive, stick, letGo, focusKey, onShown } = options;
  const [markedKey, setMarkedKey] = useState<string>();
  const done = useRef<Placement>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const { isPlaced, arrive } = useArrival(scroller);
  useEffect(() => {
    if (!placement || done.current === placement) return;
    const { seq, align, offset, isTarget } = placement;
    if (seq === undefined) {
      if (!isLive) return;
      done.current = placement;
      stick();
      arrive();
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
    arrive(isTarget);
    if (!isTarget) return;
    focusKey(row.key);
    if (row.message) onShown(row.message.id);
    setMarkedKey(row.key);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setMarkedKey(undefined), MARKED_MS);
  }, [placement, rows, isLive, scroller, list, stick, letGo, focusKey, onShown, arrive]);
  return { markedKey, isPlaced };
}

/**
 * Whether the list has been brought to its first place. Until then its lines are measured unseen, so that nobody sees them
 * jump there; a message that takes the focus has to be seen at once.
 */
function useArrival(scroller: RefObject<HTMLElement | null>) {
  const [isPlaced, setIsPlaced] = useState(false);
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  const arrive = useCallback(
    (atOnce = false) => {
      if (atOnce) return setIsPlaced(true);
      let known = '';
      let left = MOST_FRAMES;
      const look = () => {
        const { scrollTop, scrollHeight } = scroller.current ?? { scrollTop: 0, scrollHeight: 0 };
        const now = `${scrollTop} ${scrollHeight}`;
        left -= 1;
        if (now === known || left === 0) return setIsPlaced(true);
        known = now;
        // One drawing to go there, others for the lines that come to be measured there.
        frame.current = requestAnimationFrame(() => {
          frame.current = requestAnimationFrame(look);
        });
      };
      look();
    },
    [scroller],
  );
  return { isPlaced, arrive };
}
