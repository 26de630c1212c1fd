import type { DataSource, EntityManager } from 'typeorm';
import pg from 'pg';

/** What the driver says when it has waited long enough; the statement may still be at work on the server. */
const SILENCE = 'Query read timeout';

/**
 * Lets no connection back into the pool that is still at work or in a transaction. One whose `ROLLBACK` was not answered in
 * time would otherwise carry the statements of others in a transaction that nobody commits: they would be acknowledged, and
 * gone when the server ends the idle session. And a session that the server ends while nobody waits for an answer on it must
 * not end this process: the next statement finds out.
 */
export function keepPoolClean(source: DataSource): void {
  const driver: object = source.driver;
  if (!('master' in driver) || !(driver.master instanceof pg.Pool)) throw new Error('The connection pool is not open.');
  const heard = new WeakSet<pg.PoolClient>();
  driver.master.on('acquire', (client) => {
    if (heard.has(client)) return;
    heard.add(client);
    client.on('error', () => undefined);
  });
  driver.master.on('release', (_error, client) => {
    if (isBusy(client) || client.getTransactionStatus() !== 'I') leave(client);
  });
}

/**
 * The work of a transaction, whose connection is given up as soon as it fell silent: a `ROLLBACK` would only wait for the
 * same silence again.
 */
export function leavingSilence<Value>(
  work: (manager: EntityManager) => Promise<Value>,
): (manager: EntityManager) => Promise<Value> {
  return async (manager) => {
    try {
      return await work(manager);
    } catch (error) {
      if (error instanceof Error && error.message === SILENCE) {
        const client: unknown = await manager.queryRunner?.connect();
        if (client instanceof pg.Client) leave(client);
      }
      throw error;
    }
  };
}

/** The driver keeps in `readyForQuery` whether the server has answered everything; false from a statement to its end. */
function isBusy(client: pg.Client | pg.PoolClient): boolean {
  return Reflect.get(client, 'readyForQuery') === false;
}

/** The pool removes a client that is ending, and opens another one when it is needed. */
function leave(client: pg.Client | pg.PoolClient): void {
  if (client instanceof pg.Client) void client.end().catch(() => undefined);
}
