import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DomainError } from '../common/domain-error.js';
import { describeError, type Log, LOG } from '../common/log.js';
import { SteadyWork } from '../common/steady-work.js';
import { Database } from '../database/database.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';

/** What a lost notice between nodes may cost; the index that is asked holds these rooms alone. */
const LOOK_MS = 3_000;

/**
 * The rooms whose rule for words asks for a look at a text before it is stored, so that no other room pays for one. Read
 * when the node starts, when a room was changed on any node, and every few seconds. What follows from the look is decided
 * by the database under the room's lock.
 */
@Injectable()
export class StrictRooms implements OnApplicationBootstrap, OnApplicationShutdown {
  private ids: ReadonlySet<string> = new Set();
  private reading: Promise<void> | undefined;
  private isStale = false;
  private readonly work = new SteadyWork(async () => {
    await this.read();
    return LOOK_MS;
  });

  constructor(
    private readonly database: Database,
    emitter: RealtimeEmitter,
    @Inject(LOG) private readonly log: Log,
  ) {
    emitter.onRoomChanged(() => void this.read());
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.read();
    this.work.start(LOOK_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.work.stop();
    await this.reading;
  }

  has(roomId: string): boolean {
    return this.ids.has(roomId);
  }

  /** Resolves when what was true at the call is known here; calls of the same moment share one statement. */
  async read(): Promise<void> {
    this.isStale = true;
    this.reading ??= this.readAll();
    await this.reading;
  }

  private async readAll(): Promise<void> {
    try {
      while (this.isStale) {
        this.isStale = false;
        const rows = await this.database.query<{ id: string }>({
          name: 'strict_rooms',
          text: `SELECT id FROM room WHERE word_rule <> 'tag'`,
        });
        this.ids = new Set(rows.map((row) => row.id));
      }
    } catch (error) {
      // The database is away: nothing can be stored meanwhile, and what was known stays.
      if (!(error instanceof DomainError)) this.log.error(describeError(error), 'The rules for words were not read.');
    } finally {
      this.reading = undefined;
    }
  }
}
