import { type KeyboardEvent, useCallback, useRef, useState } from 'react';

/** A list that is one stop for Tab; the arrows, Home and End go from row to row. */
export function useRoving(count: number) {
  const list = useRef<HTMLUListElement>(null);
  const [wanted, setWanted] = useState(0);
  const current = Math.max(0, Math.min(wanted, count - 1));
  const focusRow = useCallback((index: number) => {
    const rows = list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [];
    rows[Math.max(0, Math.min(index, rows.length - 1))]?.focus();
  }, []);
  /** @returns whether the key was one of the list's. */
  const handleKey = (event: KeyboardEvent): boolean => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
    const next = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: count - 1 }[event.key];
    if (next === undefined || next < 0 || next >= count) return false;
    event.preventDefault();
    focusRow(next);
    return true;
  };
  const rowProps = (index: number) => ({
    'data-row': index,
    tabIndex: index === current ? (0 as const) : (-1 as const),
    onFocus: () => setWanted(index),
  });
  return { list, current, focusRow, handleKey, rowProps };
}
