import type { Room } from '@tertulia/contract';
import { useEffect, useMemo, useState } from 'react';
import { useObservable } from '../realtime/observable.js';
import { type CatchUpGateway, CatchUpStore } from './catch-up-store.js';
import { rowsOf } from './catch-up-rows.js';

const RELOAD_MS = 500;

/** What there is to catch up with, as it is at this moment; lines that are missing are asked for, many changes at once. */
export function useCatchUp(gateway: CatchUpGateway, rooms: readonly Room[]) {
  const [store] = useState(() => new CatchUpStore(gateway));
  const view = useObservable(store);
  const rows = useMemo(() => rowsOf(view.items, rooms), [view.items, rooms]);
  useEffect(() => {
    void store.load();
    return () => store.close();
  }, [store]);
  const missing = rows
    .filter(({ firstUnread }) => firstUnread === undefined)
    .map(({ room }) => `${room.id}.${room.me?.readSeq}`)
    .join();
  const { isLoaded } = view;
  useEffect(() => {
    if (missing === '' || !isLoaded) return undefined;
    const timer = setTimeout(() => void store.load(), RELOAD_MS);
    return () => clearTimeout(timer);
  }, [missing, isLoaded, store]);
  return { store, view, rows };
}
