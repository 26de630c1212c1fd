import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BoundedWork } from '../common/bounded-work.js';
import { Database, type Statement } from '../database/database.js';

/** Connections that delegated work uses at once, so that any amount of it leaves the pool to the chat. */
const MOST_CONNECTIONS = 2;
const MOST_WAITING = 200;

/** The database for everything about delegated work that nobody waits for. */
@Injectable()
export class WorkDatabase {
  private readonly work = new BoundedWork(MOST_CONNECTIONS, MOST_WAITING);

  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `unavailable` when the database cannot answer. */
  query<Row>(statement: Statement): Promise<Row[]> {
    return this.work.run(() => this.database.query<Row>(statement));
  }

  /** @throws {DomainError} `unavailable` when the database cannot answer. */
  transaction<Value>(work: (manager: EntityManager) => Promise<Value>): Promise<Value> {
    return this.work.run(() => this.database.transaction(work));
  }
}
