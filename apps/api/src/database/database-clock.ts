import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database } from './database.js';

const REFRESH_MS = 60_000;

/** The database's clock without a question per look: this machine's clock plus a difference measured once a minute. */
@Injectable()
export class DatabaseClock implements OnModuleInit, OnApplicationShutdown {
  private offsetMs = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    await this.refresh();
    this.timer = setInterval(() => void this.refresh(), REFRESH_MS).unref();
  }

  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async refresh(): Promise<void> {
    try {
      const before = Date.now();
      const [row] = await this.database.query<{ now: Date }>({ text: 'SELECT clock_timestamp() AS now' });
      if (row) this.offsetMs = row.now.getTime() - (before + Date.now()) / 2;
    } catch {
      // The database is away: the last known difference stays.
    }
  }
}
