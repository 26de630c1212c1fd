import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import pg from 'pg';
import { setTimeout as wait } from 'node:timers/promises';
import { unavailable } from '../common/domain-error.js';
import { leavingSilence } from './clean-connections.js';
import { isMomentary, isUndone, toDomainError } from './database-error.js';

/** A statement with its parameters; `name` keeps it prepared on each connection. */
export interface Statement {
  text: string;
  values?: unknown[];
  name?: string;
}

// bigint columns hold counters far below 2^53; numbers keep seq and version comparable (TypeORM gives strings).
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Statements that may wait for a connection; far more than are answered before the wait ends. */
const MOST_WAITING = 5_000;
const MOST_REPEATS = 2;
const REPEAT_MS = 20;

/** The one door to PostgreSQL: plain statements for hot paths, TypeORM's manager for everything else. */
@Injectable()
export class Database {
  constructor(readonly dataSource: DataSource) {}

  /**
   * Runs one statement on a connection of the pool; again when it was undone, or a plain read was cut off.
   * @throws {DomainError} `unavailable` when the database cannot answer; other driver errors as they are.
   */
  async query<Row>(statement: Statement): Promise<Row[]> {
    return this.repeat(isPlainRead(statement) ? isMomentary : isUndone, async () => {
      const result = await this.roomyPool().query<Row & pg.QueryResultRow>(statement);
      return result.rows;
    });
  }

  /** Runs `work` in one transaction; rolled back when it throws, and begun anew when it was undone. */
  async transaction<Value>(work: (manager: EntityManager) => Promise<Value>): Promise<Value> {
    return this.repeat(isUndone, () => {
      this.roomyPool();
      return this.dataSource.transaction(leavingSilence(work));
    });
  }

  private async repeat<Value>(mayRepeat: (error: unknown) => boolean, work: () => Promise<Value>): Promise<Value> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (attempt >= MOST_REPEATS || !mayRepeat(error)) throw toDomainError(error);
        await wait(REPEAT_MS * (0.5 + Math.random()));
      }
    }
  }

  /** Each waits for a connection for as long as one may take to open; but not any number of them (fault F12). */
  private roomyPool(): pg.Pool {
    const { pool } = this;
    if (pool.waitingCount >= MOST_WAITING) throw unavailable(new Error('Too many wait for a connection.'));
    return pool;
  }

  /** Connections of the pool, and how many wait for one; all 0 while it is not open. */
  get poolFigures(): { total: number; idle: number; waiting: number } {
    const driver: object = this.dataSource.driver;
    if (!('master' in driver) || !(driver.master instanceof pg.Pool)) return { total: 0, idle: 0, waiting: 0 };
    const { totalCount, idleCount, waitingCount } = driver.master;
    return { total: totalCount, idle: idleCount, waiting: waitingCount };
  }

  /** TypeORM's PostgreSQL driver keeps its pool in `master`; checked, since it is not in the driver's public type. */
  private get pool(): pg.Pool {
    const driver: object = this.dataSource.driver;
    if ('master' in driver && driver.master instanceof pg.Pool) return driver.master;
    throw toDomainError(new Error('The connection pool is not open.'));
  }
}

/** Whether the statement changes nothing; our functions that do are named for it. */
function isPlainRead({ text }: Statement): boolean {
  return /^\s*SELECT\b/i.test(text) && !/\bstore_\w+\(|\bFOR (NO KEY )?UPDATE\b/i.test(text);
}
