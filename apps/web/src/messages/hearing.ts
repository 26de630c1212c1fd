import type { Message } from '@tertulia/contract';
import { createContext, useContext, useSyncExternalStore } from 'react';

/** Where messages are heard: one at a time. */
export interface Hearing {
  subscribe: (listener: () => void) => () => void;
  /** `none` for what cannot be heard. */
  standOf: (message: Message) => 'none' | 'silent' | 'loading' | 'playing' | 'paused';
  /** Reads it aloud, or stops. */
  toggle: (message: Message) => void;
}

/** The way to hear messages of the room around; absent where there is none, such as in previews. */
export const HearingContext = createContext<Hearing | undefined>(undefined);

const never = () => () => undefined;

/** How one message stands, and what begins and ends it; undefined when it cannot be heard. */
export function useHearing(message: Message | undefined): { isHeard: boolean; toggle: () => void } | undefined {
  const hearing = useContext(HearingContext);
  const stand = useSyncExternalStore(hearing?.subscribe ?? never, () =>
    hearing && message ? hearing.standOf(message) : 'none',
  );
  if (!hearing || !message || stand === 'none') return undefined;
  return { isHeard: stand !== 'silent', toggle: () => hearing.toggle(message) };
}
