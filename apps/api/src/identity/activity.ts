import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { User } from '@tertulia/contract';
import { Database } from '../database/database.js';

const MINUTE_MS = 60_000;
const MOST_NOTED = 10_000;

/**
 * Signs of life of people with an address, to the minute, for mail that waits until somebody is away. They are gathered and
 * written in one statement at most once a minute; a lost minute costs nothing, so what is too much is left out.
 */
@Injectable()
export class Activity implements OnApplicationShutdown {
  private readonly noted = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private writtenAt = -Infinity;
  private isStopped = false;

  constructor(private readonly database: Database) {}

  /** This person did something by themselves. Guests have no address, so nothing is kept of them. */
  note(user: User): void {
    if (user.isGuest || user.isBot || this.isStopped || this.noted.size >= MOST_NOTED) return;
    this.noted.add(user.id);
    const rest = Math.max(0, this.writtenAt + MINUTE_MS - performance.now());
    this.timer ??= setTimeout(() => void this.write(), rest).unref();
  }

  onApplicationShutdown(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private async write(): Promise<void> {
    const userIds = [...this.noted];
    this.noted.clear();
    this.timer = undefined;
    this.writtenAt = performance.now();
    try {
      await this.database.query({
        text: `UPDATE contact SET active_at = date_trunc('minute', mail_now())
               WHERE user_id = ANY($1::uuid[]) AND active_at IS DISTINCT FROM date_trunc('minute', mail_now())`,
        values: [userIds],
      });
    } catch {
      // The database is away; the next sign of life is written instead.
    }
  }
}
