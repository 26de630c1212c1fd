import { Inject, Injectable } from '@nestjs/common';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { DatabaseClock } from '../database/database-clock.js';
import { JobsRepository } from '../delegated-work/jobs.repository.js';
import { type MailStatus, MailStatusRepository } from '../mail/mail-status.repository.js';
import { labelled, Meter } from './meter.js';
import { Question } from './question.js';

/** The database is asked for its queues this often at most, however often somebody reads the metrics. */
const FRESH_MS = 10_000;

interface Backlog {
  waiting: number;
  oldestSeconds: number;
  dead: number;
}

/** What waits to be done: jobs of the embedded queue and mail. Every node says the same of it, for it is the database's. */
@Injectable()
export class BacklogMetrics {
  private readonly status: Question<MailStatus>;
  private readonly queues: Question<Record<string, Backlog>>;

  constructor(
    meter: Meter,
    private readonly jobs: JobsRepository,
    private readonly mail: MailStatusRepository,
    private readonly clock: DatabaseClock,
    @Inject(ENV) private readonly env: Env,
  ) {
    this.status = new Question(() => this.mail.read(), FRESH_MS);
    this.queues = new Question(() => this.readQueues(), FRESH_MS);
    meter.gauge('outbox_waiting', 'What waits to be done, by queue.', () => this.read('waiting'));
    meter.gauge('outbox_oldest_age_seconds', 'How long the oldest has been due, by queue; 0 when nothing is.', () =>
      this.read('oldestSeconds'),
    );
    meter.gauge('outbox_dead', 'What was given up and waits for an operator, by queue.', () => this.read('dead'));
    meter.gauge('mail_quota_per_day', 'Mails that may be sent in 24 hours.', async () => {
      return (await this.status.get())?.effectivePerDay;
    });
    meter.gauge('mail_claimed_last_day', 'Mails of the last 24 hours that count against the quota.', async () => {
      return (await this.status.get())?.claimedLastDay;
    });
    meter.gauge('mail_in_flight', 'Mails in the hands of the provider.', async () => {
      return (await this.status.get())?.inFlight;
    });
  }

  private async read(figure: keyof Backlog): Promise<ReturnType<typeof labelled<number>> | undefined> {
    const queues = await this.queues.get();
    if (!queues) return undefined;
    return labelled(
      'queue',
      Object.entries(queues).map(([name, backlog]) => [name, backlog[figure]] as const),
    );
  }

  private async readQueues(): Promise<Record<string, Backlog>> {
    // Another queue has figures of its own; here there would be none, and none is not nothing.
    const isOurs = this.env.JOBS_DRIVER === 'embedded';
    const [jobs, status] = await Promise.all([isOurs ? this.jobs.backlog() : [], this.status.get()]);
    const queues = jobs.map(({ topic, ...backlog }) => [topic, backlog] as const);
    return { ...Object.fromEntries(queues), ...(status && { mail: mailBacklog(status, this.clock.now()) }) };
  }
}

/** Mentions that are due and in no mail yet, and mails that are ready to go. */
export function mailBacklog(status: MailStatus, now: Date): Backlog {
  const pending = status.mails.find(({ state }) => state === 'pending');
  const failed = status.mails.find(({ state }) => state === 'failed');
  const since = Math.min(status.oldestDueAt?.getTime() ?? Infinity, pending?.oldest?.getTime() ?? Infinity);
  return {
    waiting: status.dueMentions + (pending?.count ?? 0),
    oldestSeconds: Number.isFinite(since) ? Math.max(0, (now.getTime() - since) / 1_000) : 0,
    dead: failed?.count ?? 0,
  };
}
