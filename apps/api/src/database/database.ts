import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import pg from 'pg';
import { toDomainError } from './database-error.js';

/** A statement with its parameters; `name` keeps it prepared on each connection. */
export interface Statement {
  text: string;
  values?: unknown[];
  name?: string;
}

// bigint columns hold counters far below 2^53; numbers keep seq and version comparable (TypeORM gives strings).
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** The one door to PostgreSQL: plain statements for hot paths, TypeORM's manager for everything else. */
@Injectable()
export class Database {
  constructor(readonly dataSource: DataSource) {}

  /**
   * Runs one statement on a connection of the pool.
   * @throws {DomainError} `unavailable` when the database cannot answer; other driver errors as they are.
   */
  async query<Row>(statement: Statement): Promise<Row[]> {
    try {
      const result = await this.pool.query<Row & pg.QueryResultRow>(statement);
      return result.rows;
    } catch (error) {
      throw toDomainError(error);
    }
  }

  /** Runs `work` in one transaction; rolled back when it throws. */
  async transaction<Value>(work: (manager: EntityManager) => Promise<Value>): Promise<Value> {
    try {
      return await this.dataSource.transaction(work);
    } catch (error) {
      throw toDomainError(error);
    }
  }

  /** TypeORM's PostgreSQL driver keeps its pool in `master`; checked, since it is not in the driver's public type. */
  private get pool(): pg.Pool {
    const driver: object = this.dataSource.driver;
    if ('master' in driver && driver.master instanceof pg.Pool) return driver.master;
    throw toDomainError(new Error('The connection pool is not open.'));
  }
}
