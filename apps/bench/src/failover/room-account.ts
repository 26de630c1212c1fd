/** A message as it reached a client: when it was stored, and under which name it was sent. */
export interface Arrival {
  version: number;
  name: string;
  storedAt: number;
}

/** What a client that comes back was told of its room. */
export interface Caught {
  version: number;
  /** The changes asked for were too many, or the client had none of the room. */
  isReload: boolean;
  arrivals: readonly Arrival[];
}

/** Later than this after it was stored, a message came by repair or by coming back, and not live. */
const LATE_MS = 1_000;

/**
 * What one client knows of its one room, by the rules of the contract: the version that follows is applied, what is known is
 * dropped, what is ahead waits until the hole is filled. In the room nothing happens but new messages.
 */
export class RoomAccount {
  /** Up to which version everything is known; null before the first join. */
  position: number | null = null;
  /** The same message again: on one connection, or in a second place of the room. */
  doubled = 0;
  /** On one connection, a version after a higher one. */
  outOfOrder = 0;
  reloads = 0;
  /** When the last message came that was not live. */
  lateAt = 0;
  private readonly known = new Set<string>();
  private readonly waiting = new Map<number, Arrival>();
  private pushed = 0;

  /** Whether something above the position is known, so that what lies between must be asked for. */
  get hasHole(): boolean {
    return this.waiting.size > 0;
  }

  knows(name: string): boolean {
    return this.known.has(name);
  }

  /** A new connection: the server begins anew with what it pushes. */
  beginConnection(): void {
    this.pushed = 0;
  }

  takePush(arrival: Arrival, now: number): void {
    if (arrival.version === this.pushed) this.doubled += 1;
    else if (arrival.version < this.pushed) this.outOfOrder += 1;
    this.pushed = Math.max(this.pushed, arrival.version);
    if (this.position !== null && arrival.version <= this.position) return;
    this.waiting.set(arrival.version, arrival);
    this.drain(now);
  }

  /** Takes the answer to a join. */
  takeCaught({ version, isReload, arrivals }: Caught, now: number): void {
    if (isReload && this.position !== null) this.reloads += 1;
    for (const arrival of arrivals) if (arrival.version > (this.position ?? 0)) this.apply(arrival, now);
    this.position = Math.max(this.position ?? 0, version);
    this.drain(now);
  }

  private drain(now: number): void {
    if (this.position === null) return;
    for (const version of this.waiting.keys()) if (version <= this.position) this.waiting.delete(version);
    for (let next = this.waiting.get(this.position + 1); next; next = this.waiting.get(this.position + 1)) {
      this.position += 1;
      this.waiting.delete(this.position);
      this.apply(next, now);
    }
  }

  private apply({ name, storedAt }: Arrival, now: number): void {
    if (this.known.has(name)) this.doubled += 1;
    this.known.add(name);
    if (now - storedAt > LATE_MS) this.lateAt = now;
  }
}
