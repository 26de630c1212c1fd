/** One real PostgreSQL for the run, with a migrated database to copy for each spec file. */
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../apps/api/dist/database/data-source.js';
import { startEmbeddedPostgres } from '../apps/api/dist/database/embedded-postgres.js';

export default async function startDatabase() {
  const folder = mkdtempSync(join(tmpdir(), 'tertulia-tests-'));
  // Where root runs this, the database runs as another account, which must be able to enter.
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres({ dataDirectory: join(folder, 'postgres') });
  const url = new URL(server.url);
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query('CREATE DATABASE template_tertulia');
  await admin.end();
  url.pathname = '/template_tertulia';
  await migrate(url.href);
  process.env.TEST_DATABASE_URL = server.url;
  globalThis.__tertuliaDatabase = { server, folder };
}
