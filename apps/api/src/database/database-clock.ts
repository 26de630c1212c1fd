import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database } from './database.js';

const REFRESH_MS = 60_000;

/**
 * The database's clock without a question per look: the time that has passed here, plus a difference measured once a minute.
 * Time that passes is counted by a clock that nobody sets, so that a jump of this machine's time changes nothing (G19).
 */
@Injectable()
export class DatabaseClock implements OnModuleInit, OnApplicationShutdown {
  private offsetMs = Date.now() - performance.now();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    await this.refresh();
    this.timer = setInterval(() => void this.refresh(), REFRESH_MS).unref();
  }

  now(): Date {
    return new Date(this.nowMs());
  }

  /** The same in milliseconds since 1970. */
  nowMs(): number {
    return performance.now() + this.offsetMs;
  }

  /** When something happened that was noted on the clock of `performance`, in milliseconds since 1970. */
  momentOf(noted: number): number {
    return this.nowMs() - (performance.now() - noted);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async refresh(): Promise<void> {
    try {
      const before = performance.now();
      const [row] = await this.database.query<{ now: Date }>({ text: 'SELECT clock_timestamp() AS now' });
      if (row) this.offsetMs = row.now.getTime() - (before + performance.now()) / 2;
    } catch {
      // The database is away: the last known difference stays.
    }
  }
}
