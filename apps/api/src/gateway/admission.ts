import { Inject, Injectable } from '@nestjs/common';
import type { TokenBucket } from '../cache/key-value-store.js';
import { nextArrival } from '../cache/token-bucket.js';
import { EventLoopWatch } from '../common/event-loop-watch.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { DrainService } from './drain.service.js';
import { SocketCounts } from './socket-counts.js';

/** Why a handshake is refused for now. */
export type RefusalReason = 'leaving' | 'behind' | 'pending' | 'rate';

/** A handshake that is refused, and when to try again; no two are told the same time. */
export interface Refusal {
  reason: RefusalReason;
  detail: string;
  retryAfterMs: number;
}

const HANDSHAKES_PER_SECOND = 200;
/** Handshakes that may be open without having signed in; each is closed after ten seconds. */
const MOST_PENDING = 5_000;
const LONGEST_WAIT_MS = 30_000;
const details: Record<RefusalReason, string> = {
  leaving: 'This node is leaving. Try again: another one will answer.',
  behind: 'This node is busy. Try again in a moment.',
  pending: 'Too many are on their way in. Try again in a moment.',
  rate: 'Too many are on their way in. Try again in a moment.',
};

/**
 * Whether this node lets one more socket in: at a rate that it survives, so that all who lost another node cannot take
 * this one down too (guarantee G17). Asked before anything is made for the handshake; costs a few comparisons.
 */
@Injectable()
export class Admission {
  /** How many were refused since the start, by reason. */
  readonly refused: Record<RefusalReason, number> = { leaving: 0, behind: 0, pending: 0, rate: 0 };
  admitted = 0;
  private readonly bucket: TokenBucket | undefined;
  /** As `nextArrival` keeps it, on the clock of `performance`. */
  private arrival = 0;
  /** Those whom the rate turned away of late and who will be back; forgotten at the rate. */
  private backlog = 0;
  private backlogAt = 0;

  constructor(
    @Inject(ENV) env: Env,
    private readonly counts: SocketCounts,
    private readonly drain: DrainService,
    private readonly loop: EventLoopWatch,
  ) {
    const rate = env.HANDSHAKES_PER_SECOND ?? (env.LIMITS === 'off' ? undefined : HANDSHAKES_PER_SECOND);
    if (rate !== undefined) this.bucket = { capacity: rate, refillPerSecond: rate };
  }

  /** Takes a place for one more socket, or says why there is none. */
  admit(now = performance.now()): Refusal | undefined {
    if (this.drain.isDraining) return this.refuse('leaving', 100);
    if (this.loop.isBehind) return this.refuse('behind', 1_000);
    if (this.counts.pendingHandshakes >= MOST_PENDING) return this.refuse('pending', 1_000);
    const waitMs = this.take(now);
    if (waitMs > 0) return this.refuse('rate', waitMs, this.noteBacklog(now));
    this.admitted += 1;
    return undefined;
  }

  /** @returns for how long there is no place; 0 when one was taken. */
  private take(now: number): number {
    if (!this.bucket) return 0;
    const step = nextArrival(this.arrival, now, this.bucket);
    this.arrival = step.arrival;
    return step.retryAfterMs;
  }

  /** @returns for how long the rate is used up by those who were turned away. */
  private noteBacklog(now: number): number {
    const rate = this.bucket?.refillPerSecond ?? 1;
    const forgotten = ((now - this.backlogAt) / 1_000) * rate;
    this.backlog = Math.max(0, this.backlog - forgotten) + 1;
    this.backlogAt = now;
    return (this.backlog / rate) * 1_000;
  }

  private refuse(reason: RefusalReason, waitMs: number, spreadMs = 0): Refusal {
    this.refused[reason] += 1;
    const retryAfterMs = Math.round(Math.min(LONGEST_WAIT_MS, waitMs + (1_000 + spreadMs) * Math.random()));
    return { reason, detail: details[reason], retryAfterMs };
  }
}
