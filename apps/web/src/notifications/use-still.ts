import type { Notification } from '@tertulia/contract';
import { type FocusEvent, type PointerEvent, useEffect, useMemo, useState } from 'react';
import { compareNewest } from './notification-list.js';

/** The list as it is shown while somebody is in it: what is newer than its first line waits above. */
export function holdBack(
  items: readonly Notification[],
  first: Notification | undefined,
): { shown: readonly Notification[]; fresh: number } {
  if (!first) return { shown: items, fresh: 0 };
  const shown = items.filter((item) => compareNewest(item, first) >= 0);
  return { shown, fresh: items.length - shown.length };
}

/** Keeps the lines where they are under the pointer and the focus: what comes in waits until it is asked for, or nobody is there. */
export function useStill(items: readonly Notification[]) {
  const [place, setPlace] = useState({ isOver: false, hasFocus: false });
  const [first, setFirst] = useState<Notification>();
  const isIn = place.isOver || place.hasFocus;
  const move = (change: Partial<typeof place>) => {
    const next = { ...place, ...change };
    if (!isIn && (next.isOver || next.hasFocus)) setFirst(items[0]);
    setPlace(next);
  };
  useEffect(() => {
    // What was removed takes the focus with it and says nothing of it.
    if (document.activeElement === document.body)
      setPlace((known) => (known.hasFocus ? { ...known, hasFocus: false } : known));
  }, [items]);
  const { shown, fresh } = useMemo(() => holdBack(items, isIn ? first : undefined), [items, isIn, first]);
  const handlers = {
    onPointerEnter: (event: PointerEvent) => {
      if (event.pointerType === 'mouse') move({ isOver: true });
    },
    onPointerLeave: () => move({ isOver: false }),
    onFocus: () => move({ hasFocus: true }),
    onBlur: (event: FocusEvent<HTMLElement>) => {
      if (!event.currentTarget.contains(event.relatedTarget)) move({ hasFocus: false });
    },
  };
  return { shown, fresh, handlers, showFresh: () => setFirst(items[0]) };
}
