import { Injectable } from '@nestjs/common';
import type { Room } from '@tertulia/contract';

/** Things of which the state last told is remembered, per generation. */
const MOST_KEPT = 50_000;

/**
 * What this node last told of a thing, so that neither what comes late nor what is read again from the database is told
 * twice. Kept over two turns; who forgets repeats, which does no harm.
 */
@Injectable()
export class Told {
  private young = new Map<string, number | string>();
  private old = new Map<string, number | string>();

  note(thing: string, state: number | string): void {
    if (this.young.size >= MOST_KEPT) this.turn();
    this.young.set(thing, state);
  }

  last(thing: string): number | string | undefined {
    return this.young.get(thing) ?? this.old.get(thing);
  }

  /** Whether a thing that only goes forward was told in this state or a later one. */
  isPast(thing: string, state: number): boolean {
    const last = this.last(thing);
    return typeof last === 'number' && last >= state;
  }

  /** Whether a thing that only goes forward was told in a later state than this one. */
  isOvertaken(thing: string, state: number): boolean {
    const last = this.last(thing);
    return typeof last === 'number' && last > state;
  }

  /** What was not told since the turn before is forgotten. */
  turn(): void {
    this.old = this.young;
    this.young = new Map();
  }
}

/** Names of things whose state is told. */
export const thing = {
  notification: (id: string) => `n:${id}`,
  marker: (userId: string, roomId: string) => `r:${userId}:${roomId}`,
  draft: (userId: string, roomId: string) => `d:${userId}:${roomId}`,
  me: (userId: string) => `u:${userId}`,
  room: (roomId: string) => `R:${roomId}`,
  hidden: (roomId: string) => `h:${roomId}`,
  membership: (userId: string, roomId: string) => `m:${userId}:${roomId}`,
  counts: (roomId: string) => `c:${roomId}`,
  session: (id: string) => `s:${id}`,
};

export const GONE = 'gone';

/** Of a notification: neither read nor withdrawn. */
export const OPEN = 0;
const READ = 1;
const WITHDRAWN = 2;

/** Whether a notification is read and withdrawn, in one number as the log of news has it. */
export function notificationState({
  readAt,
  withdrawnAt,
}: {
  readAt: string | null;
  withdrawnAt: string | null;
}): number {
  return (readAt === null ? OPEN : READ) + (withdrawnAt === null ? OPEN : WITHDRAWN);
}

/** Whether a state that was told says that the notification is withdrawn. */
export function isWithdrawn(state: number | string): boolean {
  return typeof state === 'number' && state >= WITHDRAWN;
}

/** What a person is told of their own relation to a room; undefined without one. */
export function membershipState({ me }: Room): string | undefined {
  return me && JSON.stringify([me.role, me.notify, me.isFavourite, me.isMailed]);
}
