import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor, where } from '@tertulia/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import {
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  startEmbeddedPostgres,
} from '../src/database/embedded-postgres.js';
import { findAccount } from '../src/database/postgres-account.js';
import { isAlive } from '../src/database/process-alive.js';

/** Root lends an account; others have none of these cases. */
const itAsRoot = where({ root: process.getuid?.() === 0 }, it);

describe('the launcher of the embedded PostgreSQL', () => {
  let folder: string;
  let dataDirectory: string;
  const servers: EmbeddedPostgres[] = [];
  const others: ChildProcess[] = [];

  const start = async (directory = dataDirectory) => {
    const server = await startEmbeddedPostgres({ dataDirectory: directory });
    servers.push(server);
    return server;
  };
  const query = async <Row extends pg.QueryResultRow>(server: EmbeddedPostgres, text: string): Promise<Row[]> => {
    const client = new pg.Client({
      connectionString: server.url,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tertulia-launcher-'));
    dataDirectory = join(folder, 'data', 'postgres');
    await chmod(folder, 0o755);
  });

  afterEach(async () => {
    for (const other of others.splice(0)) other.kill('SIGKILL');
    for (const server of servers.splice(0)) await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('takes over the server that an earlier process left, keeps its data, and stops it', async () => {
    const server = await start();
    await query(server, 'CREATE TABLE kept AS SELECT 1 AS one');
    const again = await start();
    expect(again).toMatchObject({ pid: server.pid, port: server.port, url: server.url });
    await again.stop();
    expect(isAlive(server.pid)).toBe(false);
    const later = await start();
    expect(await query(later, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  it('is loopback, password and durability, and the password is nobody else’s to read', async () => {
    const server = await start();
    const settings = await query<{ name: string; setting: string }>(
      server,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'listen_addresses', 'max_connections', 'synchronous_commit', 'unix_socket_directories') ORDER BY name`,
    );
    expect(settings.map(({ name, setting }) => `${name}=${setting}`)).toEqual([
      'fsync=on',
      'full_page_writes=on',
      'listen_addresses=127.0.0.1',
      'max_connections=100',
      'synchronous_commit=on',
      'unix_socket_directories=',
    ]);
    const file = `${dataDirectory}.password`;
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(server.url).toContain(`:${await readFile(file, 'utf8')}@127.0.0.1:`);
    const url = new URL(server.url);
    url.password = 'guessed';
    await expect(query({ ...server, url: url.href }, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  });

  it('starts again after kill -9 of the server, with every committed row', async () => {
    const server = await start();
    await query(server, 'CREATE TABLE kept AS SELECT 1 AS one');
    process.kill(server.pid, 'SIGKILL');
    await waitFor('the server to be dead', () => !isAlive(server.pid));
    const again = await start();
    expect(again.pid).not.toBe(server.pid);
    expect(await query(again, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  it('does not take the process that has the number of a dead server for that server', async () => {
    await (await start()).stop();
    const { uid, gid } = await findAccount(dataDirectory);
    const other = spawn('sleep', ['300'], { cwd: '/', stdio: 'ignore', ...(uid !== undefined && { uid, gid }) });
    others.push(other);
    await waitFor('the other process', () => other.pid !== undefined && isAlive(other.pid));
    const lines = [other.pid, dataDirectory, 1, 1, '', '127.0.0.1', '', 'ready'];
    await writeFile(join(dataDirectory, 'postmaster.pid'), `${lines.join('\n')}\n`);
    const server = await start();
    expect(server.pid).not.toBe(other.pid);
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(isAlive(other.pid ?? 0)).toBe(true);
  });

  it('makes the database anew where making it was broken off', async () => {
    await mkdir(`${dataDirectory}.making`, { recursive: true });
    await writeFile(join(`${dataDirectory}.making`, 'PG_VERSION'), '18\n');
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await expect(stat(`${dataDirectory}.making`)).rejects.toThrow(/ENOENT/);
  });

  it('says in a sentence what is wrong with a folder', async () => {
    const refusal = (directory: string) =>
      startEmbeddedPostgres({ dataDirectory: directory }).then(
        () => 'it started',
        (error: unknown) => (error instanceof EmbeddedPostgresError ? error.message : `no sentence: ${String(error)}`),
      );
    const foreign = join(folder, 'foreign');
    await mkdir(foreign);
    await writeFile(join(foreign, 'letter.txt'), 'dear reader');
    expect(await refusal(foreign)).toMatch(/foreign cannot be used \(something else than a database is in it\)/);
    expect(await readFile(join(foreign, 'letter.txt'), 'utf8')).toBe('dear reader');
    expect(await refusal(join(foreign, 'letter.txt', 'postgres'))).toMatch(
      /cannot be used .* Set DATA_DIR to a folder/,
    );
    await (await start()).stop();
    const version = await readFile(join(dataDirectory, 'PG_VERSION'), 'utf8');
    await writeFile(join(dataDirectory, 'PG_VERSION'), '9\n');
    expect(await refusal(dataDirectory)).toMatch(/belong to PostgreSQL 9, but \d+ is here\. Move the folder away/);
    await writeFile(join(dataDirectory, 'PG_VERSION'), version);
    await rm(join(dataDirectory, 'global', 'pg_control'));
    expect(await refusal(dataDirectory)).toMatch(/did not start \(.*pg_control/);
    await rm(`${dataDirectory}.password`);
    expect(await refusal(dataDirectory)).toMatch(/password of the embedded database is missing/);
  });

  itAsRoot('opens a closed data folder of root to the account alone', async () => {
    const closed = dirname(dataDirectory);
    await mkdir(closed, { mode: 0o700 });
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await stat(closed)).mode & 0o777).toBe(0o710);
    expect(await realpath(dataDirectory)).toBe(dataDirectory);
  });

  itAsRoot('puts the data elsewhere below a closed home folder, and finds them there', async () => {
    await chmod(folder, 0o700);
    const server = await start();
    const elsewhere = await realpath(dataDirectory);
    try {
      expect(elsewhere).toMatch(/^\/var\/lib\/tertulia\/[0-9a-f]{12}\/postgres$/);
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
      await query(server, 'CREATE TABLE kept AS SELECT 1 AS one');
      await server.stop();
      expect(await query(await start(), 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
      expect(await realpath(dataDirectory)).toBe(elsewhere);
    } finally {
      for (const one of servers.splice(0)) await one.stop();
      await rm(dirname(elsewhere), { recursive: true, force: true });
    }
    await expect(start()).rejects.toThrow(/it is a link to a folder that is gone/);
  });
});
