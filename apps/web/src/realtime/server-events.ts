import { type ServerEvent, serverEvents, type ServerPayload } from '@tertulia/contract';
import type * as z from 'zod/mini';

/** Who wants to hear of one event. */
export type EventListener<Event extends ServerEvent> = (payload: ServerPayload<Event>) => void;
type Listeners = { [Event in ServerEvent]: Set<EventListener<Event>> };

/** Who listens to what the server tells; each event is checked against the contract before anybody hears of it. */
export class ServerEvents {
  private readonly listeners = emptyListeners();

  on<Event extends ServerEvent>(event: Event, listener: EventListener<Event>): () => void {
    this.listeners[event].add(listener);
    return () => this.listeners[event].delete(listener);
  }

  receive(event: unknown, payload: unknown): void {
    if (typeof event === 'string' && isServerEvent(event)) this.deliver(event, payload);
  }

  /** What does not fit the contract is dropped; for messages the hole in the versions then brings them again. */
  private deliver<Event extends ServerEvent>(event: Event, payload: unknown): void {
    const schema = serverEvents[event] as unknown as z.ZodMiniType<ServerPayload<Event>>;
    const checked = schema.safeParse(payload);
    if (!checked.success) return;
    for (const listener of this.listeners[event]) listener(checked.data);
  }
}

function isServerEvent(event: string): event is ServerEvent {
  return Object.hasOwn(serverEvents, event);
}

function emptyListeners(): Listeners {
  // One set for each name of the contract, which `fromEntries` cannot express.
  return Object.fromEntries(Object.keys(serverEvents).map((event) => [event, new Set()])) as unknown as Listeners;
}
