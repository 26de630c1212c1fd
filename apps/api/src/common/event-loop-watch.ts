import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';

/** How long the event loop kept its work waiting in the last interval, in milliseconds. */
export interface EventLoopDelay {
  meanMs: number;
  p99Ms: number;
  maxMs: number;
}

const RESOLUTION_MS = 20;
const TICK_MS = 250;
const TICKS_PER_INTERVAL = 4;
/** It has to be fine for so long before it counts as fine again. */
const CALM_MS = 2_000;
const NANOSECONDS = 1_000_000;

/**
 * Watches whether this process gets round to its work (fault F22). While it does not, it should be sent no requests and
 * lets nobody in, so that those who are there get what is left of it.
 */
export class EventLoopWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private histogram: IntervalHistogram | undefined;
  private timer: NodeJS.Timeout | undefined;
  private ticks = 0;
  /** On the clock of `performance`, which no operator sets. */
  private tickedAt: number | undefined;
  private behindUntil = 0;
  private last: EventLoopDelay = { meanMs: 0, p99Ms: 0, maxMs: 0 };

  /** @param limitMs the delay beyond which the loop is behind; 0: it never is. */
  constructor(private readonly limitMs: number) {}

  /** Not before: loading the program keeps the loop for longer than anything that comes later. */
  onApplicationBootstrap(): void {
    this.histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.histogram.enable();
    this.tickedAt = performance.now();
    this.timer = setInterval(() => this.tick(), TICK_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.histogram?.disable();
    this.tickedAt = undefined;
  }

  /** The figures of the last whole second. */
  current(): EventLoopDelay {
    return this.last;
  }

  /** Whether the loop is behind, or was within the last two seconds; asked in the very turn that comes late, too. */
  get isBehind(): boolean {
    if (this.limitMs === 0 || this.tickedAt === undefined) return false;
    const now = performance.now();
    return now < this.behindUntil || now - this.tickedAt - TICK_MS > this.limitMs;
  }

  private tick(): void {
    const now = performance.now();
    this.judge(now - (this.tickedAt ?? now) - TICK_MS, now);
    this.tickedAt = now;
    this.ticks += 1;
    if (this.ticks % TICKS_PER_INTERVAL !== 0 || !this.histogram) return;
    const { mean, max } = this.histogram;
    // Between two looks lies the resolution; only what is beyond it is delay.
    const toDelay = (nanoseconds: number) => Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION_MS) || 0;
    this.last = { meanMs: toDelay(mean), p99Ms: toDelay(this.histogram.percentile(99)), maxMs: toDelay(max) };
    this.histogram.reset();
    this.judge(this.last.maxMs, now);
  }

  private judge(delayMs: number, now: number): void {
    if (delayMs > this.limitMs) this.behindUntil = now + CALM_MS;
  }
}
