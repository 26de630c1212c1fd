import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { limits } from '@tertulia/contract';
import { DomainError } from '../common/domain-error.js';
import { describeError, type Log, LOG } from '../common/log.js';
import { SteadyWork } from '../common/steady-work.js';
import { NotificationsRepository } from './notifications.repository.js';

const BATCH = 500;
/** Between batches while there are more, and between looks. */
const PAUSE_MS = 1_000;
const REST_MS = 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** Removes notifications after 90 days, a few at a time. Any number of nodes may do so at once. */
@Injectable()
export class NotificationRetention implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly work = new SteadyWork(() => this.step());

  constructor(
    private readonly notifications: NotificationsRepository,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.work.start(PAUSE_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.work.stop();
  }

  /** @returns after how long to go on. */
  private async step(): Promise<number> {
    try {
      const removed = await this.notifications.removeOld(
        firstIdAt(Date.now() - limits.notificationDays * DAY_MS),
        BATCH,
      );
      return removed === BATCH ? PAUSE_MS : REST_MS;
    } catch (error) {
      if (!(error instanceof DomainError)) this.log.error(describeError(error), 'Old notifications were not removed.');
      return REST_MS;
    }
  }
}

/** The smallest UUIDv7 of an instant. */
function firstIdAt(milliseconds: number): string {
  const time = Math.max(0, milliseconds).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
