import type { Message } from '@tertulia/contract';
import { useCallback, useEffect, useState } from 'react';
import { failureCode } from '../api/request-error.js';

/** How what waits is reached. */
export interface HeldGateway {
  list: (roomId: string) => Promise<Message[]>;
  release: (message: Message) => Promise<void>;
  remove: (message: Message) => Promise<void>;
}

interface HeldView {
  /** Undefined until the list was loaded for the first time. */
  items: readonly Message[] | undefined;
  hasFailed: boolean;
}

/** What became of a decision. */
export type Verdict = 'done' | 'changed' | 'failed';

/**
 * The messages that wait, read anew when their number changes.
 * @param count how many there are, as far as the room knows.
 */
export function useHeld(roomId: string, count: number, { list, release, remove }: HeldGateway) {
  const [{ items, hasFailed }, setView] = useState<HeldView>({ items: undefined, hasFailed: false });
  const load = useCallback(async () => {
    try {
      setView({ items: await list(roomId), hasFailed: false });
    } catch {
      setView((view) => ({ ...view, hasFailed: true }));
    }
  }, [roomId, list]);
  useEffect(() => void load(), [load, count]);
  const decide = async (message: Message, decision: (message: Message) => Promise<void>): Promise<Verdict> => {
    try {
      await decision(message);
    } catch (error) {
      const code = failureCode(error);
      // Its author changed or removed it: what is here is not what waits.
      const isChanged = code === 'conflict' || code === 'gone' || code === 'not_found';
      if (isChanged) await load();
      return isChanged ? 'changed' : 'failed';
    }
    setView((view) => ({ ...view, items: view.items?.filter(({ id }) => id !== message.id) }));
    return 'done';
  };
  return {
    items,
    hasFailed,
    load,
    release: (message: Message) => decide(message, release),
    remove: (message: Message) => decide(message, remove),
  };
}
