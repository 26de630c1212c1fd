import type { RunContext } from '../handlers/lambda.js';

/** A function that takes an event, as Lambda calls it. */
export type Handler = (event: unknown, context: RunContext) => Promise<unknown>;

/** How to make each handler, by the name of its topic. */
export type HandlerMakers = Readonly<Record<string, () => Handler | Promise<Handler>>>;

/** Handlers made when they are first needed, so that nobody loads what decodes pictures to look at words. */
export class HandlerRegistry {
  private readonly made = new Map<string, Promise<Handler>>();

  constructor(private readonly makers: HandlerMakers) {}

  /** @throws {Error} when nobody handles events of that name, or what its handler could not be made for. */
  async get(name: string): Promise<Handler> {
    const known = this.made.get(name);
    if (known) return known;
    const make = Object.hasOwn(this.makers, name) ? this.makers[name] : undefined;
    if (!make) throw new Error(`Nobody handles ${name.slice(0, 60)}.`);
    const making = Promise.resolve().then(make);
    this.made.set(name, making);
    // What failed once, such as for want of memory, is tried again with the next event.
    making.catch(() => this.made.delete(name));
    return making;
  }
}

/** What a handler may know of its run, from when it must have ended; whole milliseconds, as timers want them. */
export function contextUntil(deadline: number): RunContext {
  return { getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - Date.now())) };
}
