import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase, waitFor } from '@tertulia/testing';
import net from 'node:net';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { keepPoolClean } from '../src/database/clean-connections.js';
import { createDataSource } from '../src/database/data-source.js';
import { Database } from '../src/database/database.js';

/** A line to the database that can fall silent both ways, and then delivers what it has held back. */
class Line {
  private readonly server = net.createServer((client) => this.accept(client));
  private readonly sockets = new Set<net.Socket>();
  private isSilent = false;

  constructor(private readonly target: URL) {}

  async open(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The line has no port.');
    return address.port;
  }

  setSilent(isSilent: boolean): void {
    this.isSilent = isSilent;
    for (const socket of this.sockets) {
      if (isSilent) socket.pause();
      else socket.resume();
    }
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private accept(client: net.Socket): void {
    const server = net.connect(Number(this.target.port), this.target.hostname);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (part) => to.write(part));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        // The database does not learn at once that the other side has gone.
        if (!this.isSilent) to.destroy();
      });
      if (this.isSilent) from.pause();
    }
  }
}

let database: TestDatabase;
let line: Line;
let source: DataSource;

describe('a database that falls silent in a transaction', () => {
  beforeAll(async () => {
    database = await createDatabase();
    await database.query('CREATE TABLE kept (id integer PRIMARY KEY)');
    const url = new URL(database.url);
    line = new Line(new URL(database.url));
    url.port = String(await line.open());
    url.hostname = '127.0.0.1';
    source = await createDataSource(url.href, 1).initialize();
    keepPoolClean(source);
  });

  afterAll(async () => {
    await source.destroy();
    await line.close();
    await database.drop();
  });

  it('is told of with one time-out, and no later statement joins what was left open', async () => {
    const tertulia = new Database(source);
    const attempt = tertulia.transaction(async (manager) => {
      await manager.query('INSERT INTO kept VALUES (1)');
      line.setSilent(true);
      await manager.query('SELECT 1');
    });
    await expect(attempt).rejects.toMatchObject({ code: 'unavailable' });
    line.setSilent(false);
    await waitFor('a statement that is taken', () =>
      tertulia.query({ text: 'INSERT INTO kept VALUES (2) ON CONFLICT DO NOTHING' }).then(
        () => true,
        () => false,
      ),
    );
    expect(await database.query('SELECT id FROM kept')).toEqual([{ id: 2 }]);
  });

  it('outlives a session that is ended while it is taken and asked nothing', async () => {
    const driver: object = source.driver;
    if (!('master' in driver) || !(driver.master instanceof pg.Pool)) throw new Error('There is no pool.');
    const client = await driver.master.connect();
    const [row] = (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows;
    const ended = new Promise((resolve) => void client.once('end', resolve));
    await database.query('SELECT pg_terminate_backend($1)', [row?.pid]);
    await ended;
    client.release();
    expect(await new Database(source).query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
  });

  it('keeps a connection whose transaction was rolled back in order', async () => {
    const tertulia = new Database(source);
    const pid = async () => (await tertulia.query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' }))[0]?.pid;
    const before = await pid();
    await expect(tertulia.transaction(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await pid()).toBe(before);
  });
});
