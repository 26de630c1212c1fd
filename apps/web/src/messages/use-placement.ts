import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
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
  const { isPlaced, arrive, leave } = useArrival(scroller);
  const drawn = useRef(rows);
  useLayoutEffect(() => {
    drawn.current = rows;
  });
  useEffect(() => {
    if (!placement || done.current === placement) return;
    const { seq, isTarget } = placement;
    if (seq === undefined) {
      if (!isLive) return;
      done.current = placement;
      stick();
      arrive();
      return;
    }
    const row = rows.find(({ message }) => message?.seq === seq);
    if (!row) return;
    done.current = placement;
    arrive(makeAim({ scroller, list, letGo, drawn }, row.key, placement), isTarget);
    if (!isTarget) return;
    focusKey(row.key);
    if (row.message) onShown(row.message.id);
    setMarkedKey(row.key);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setMarkedKey(undefined), MARKED_MS);
  }, [placement, rows, isLive, scroller, list, stick, letGo, focusKey, onShown, arrive]);
  return { markedKey, isPlaced, leave };
}

interface Aiming extends Pick<Options, 'scroller' | 'list' | 'letGo'> {
  drawn: RefObject<readonly TimelineRow[]>;
}

/** Goes to a line, and again when a page that came meanwhile has moved it or led away from it. @returns whether it had to go. */
function makeAim({ scroller, list, letGo, drawn }: Aiming, key: string, { align, offset }: Placement): () => boolean {
  let aimed = -1;
  return () => {
    const index = drawn.current.findIndex((row) => row.key === key);
    const [element, handle] = [scroller.current, list.current];
    if (index < 0 || !element || !handle || (index === aimed && isSeen(element, handle, index + 1))) return false;
    aimed = index;
    letGo();
    const height = element.clientHeight;
    const below = align === 'third' ? height / 3 : (offset ?? 0);
    if (align === 'centre') handle.scrollToIndex(index + 1, { align: 'center' });
    else handle.scrollToIndex(index + 1, { align: 'start', offset: -below });
    return true;
  };
}

function isSeen({ scrollTop, clientHeight }: HTMLElement, list: VirtualizerHandle, index: number): boolean {
  const top = list.getItemOffset(index) - scrollTop;
  return top + list.getItemSize(index) > 0 && top < clientHeight;
}

/**
 * Whether the list has been brought to its first place. Until then its lines are measured unseen, so that nobody sees them
 * jump there; a message that takes the focus has to be seen at once. Whoever scrolls is let go.
 */
function useArrival(scroller: RefObject<HTMLElement | null>) {
  const [isPlaced, setIsPlaced] = useState(false);
  const frame = useRef(0);
  const aiming = useRef<() => boolean>(undefined);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  const leave = useCallback(() => {
    aiming.current = undefined;
  }, []);
  const arrive = useCallback(
    (aim?: () => boolean, atOnce = false) => {
      cancelAnimationFrame(frame.current);
      aiming.current = aim;
      if (atOnce) setIsPlaced(true);
      let known = '';
      let left = MOST_FRAMES;
      const look = () => {
        const hasAimed = aiming.current?.() ?? false;
        const { scrollTop, scrollHeight } = scroller.current ?? { scrollTop: 0, scrollHeight: 0 };
        const now = hasAimed ? '' : `${scrollTop} ${scrollHeight}`;
        left -= 1;
        if ((now !== '' && now === known) || left === 0) return setIsPlaced(true);
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
  return { isPlaced, arrive, leave };
}
