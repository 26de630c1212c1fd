import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Log, LOG } from '../common/log.js';
import { SteadyWork } from '../common/steady-work.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { Database } from '../database/database.js';
import type { Connection } from '../realtime/connection.js';
import { Connections } from '../realtime/connections.js';
import { type Figure, toEmbeddedMetrics } from './embedded-metrics.js';

const EVERY_MS = 40_000;

/**
 * The figures by which the service is scaled and watched on AWS, one line of the log each minute at the latest: open sockets,
 * sockets that ended since the line before, and by how much mail is overdue.
 */
@Injectable()
export class CloudWatchReport implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly reporting = new SteadyWork(() => this.report());
  private before = new Set<Connection>();

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
    private readonly connections: Connections,
    private readonly database: Database,
  ) {}

  onApplicationBootstrap(): void {
    if (this.env.EMF_NAMESPACE !== undefined) this.reporting.start(0);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.reporting.stop();
  }

  private async report(): Promise<number> {
    const now = new Set(this.connections.all());
    const ended = [...this.before].filter((connection) => !now.has(connection)).length;
    this.before = now;
    const figures: Record<string, Figure> = {
      SocketConnections: { value: now.size, unit: 'Count' },
      SocketsEnded: { value: ended, unit: 'Count' },
      ...(await this.readMail()),
    };
    this.log.info(toEmbeddedMetrics(this.env.EMF_NAMESPACE ?? '', figures, new Date()), 'figures');
    return EVERY_MS;
  }

  /** Nothing is said while the database is away, which other alarms tell. */
  private async readMail(): Promise<Record<string, Figure>> {
    try {
      const [row] = await this.database.query<{ seconds: number }>({
        name: 'mail_overdue',
        text: `SELECT coalesce(greatest(0, extract(epoch FROM (SELECT mail_now()) - min(due_at))), 0)::float8 AS seconds
               FROM mail_outbox WHERE mail_id IS NULL AND done_at IS NULL`,
      });
      return { MailOverdueSeconds: { value: Math.round(row?.seconds ?? 0), unit: 'Seconds' } };
    } catch {
      return {};
    }
  }
}
