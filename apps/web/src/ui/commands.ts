import { createContext, useContext, useEffect, useRef } from 'react';
import type { ShortcutId } from './shortcuts.js';

/** Does something and says so; false passes the key on to whoever offered it before. */
type Handler = () => boolean | void;

/**
 * What can be done from the keyboard or from a menu at this moment. Parts of the page offer it while they are shown; the
 * part that came last is asked first.
 */
export class Commands {
  private readonly handlers = new Map<ShortcutId, Handler[]>();

  offer(id: ShortcutId, handler: Handler): () => void {
    this.handlers.set(id, [...(this.handlers.get(id) ?? []), handler]);
    return () => {
      this.handlers.set(
        id,
        (this.handlers.get(id) ?? []).filter((candidate) => candidate !== handler),
      );
    };
  }

  /** @returns whether somebody did it. */
  run(id: ShortcutId): boolean {
    return (this.handlers.get(id) ?? []).toReversed().some((handler) => handler() !== false);
  }
}

export const CommandsContext = createContext<Commands>(new Commands());

/** Offers a command while the component is shown; the handler may change without being offered anew. */
export function useCommand(id: ShortcutId, handler: Handler): void {
  const commands = useContext(CommandsContext);
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => commands.offer(id, () => latest.current()), [commands, id]);
}
