import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import { createApplication } from './app.setup.js';
import { createLog, describeError, type Log } from './common/log.js';
import { parseEnv } from './config/env.js';
import type { Env } from './config/env.schema.js';
import { keepPoolClean } from './database/clean-connections.js';
import { createDataSource, findUnsafeSettings, migrate } from './database/data-source.js';
import { openDatabase, type OpenDatabase } from './database/open-database.js';
import { resolveInstanceId } from './gateway/instance-id.js';
import { NodeDeparture } from './nodes/node-departure.js';
import { RoomsService } from './rooms/rooms.service.js';

/** Something that an operator can mend keeps the server from starting; the message is one clear sentence. */
export class StartError extends Error {
  override name = 'StartError';
}

/** Longest time that an orderly stop may take besides the drain; then the process ends anyway. */
const STOP_GRACE_MS = 6_500;
/** Within this a repeated signal is the same one. */
const SAME_SIGNAL_MS = 1_000;

const webDirectory = fileURLToPath(new URL('../../web/dist', import.meta.url));
const packageFile = new URL('../package.json', import.meta.url);

/**
 * Starts the whole product in this process and says where it is.
 * @throws {EnvError} @throws {StartError} for what an operator can mend.
 */
export async function startServer(environment: Record<string, string | undefined>): Promise<void> {
  const env = parseEnv(environment);
  const instanceId = (await resolveInstanceId(env.INSTANCE_ID, environment)) ?? 'unknown';
  const log = createLog(env, instanceId);
  const database = await openDatabase(env, (line) => process.stdout.write(`${line}\n`));
  try {
    const { app, dataSource } = await buildApplication(env, log, instanceId, database.url);
    stopOnSignals(app, dataSource, database, env, log);
    await listen(app, env);
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function buildApplication(
  env: Env,
  log: Log,
  instanceId: string,
  url: string,
): Promise<{ app: NestFastifyApplication; dataSource: DataSource }> {
  const dataSource = createDataSource(url, env.DATABASE_POOL);
  try {
    await migrate(url);
    await dataSource.initialize();
    keepPoolClean(dataSource);
  } catch (error) {
    throw new StartError(`The database cannot be used (${describeError(error).error}). Check DATABASE_URL.`, {
      cause: error,
    });
  }
  const unsafe = await findUnsafeSettings(dataSource);
  if (unsafe.length > 0)
    log.error({ settings: unsafe }, 'The database could lose acknowledged messages; this node stays unready.');
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string };
  const app = await createApplication(
    { env, instance: { instanceId, version, startedAt: new Date() }, log, dataSource },
    webDirectory,
  );
  await app.get(RoomsService).ensure({ name: 'general', topic: '' });
  return { app, dataSource };
}

async function listen(app: NestFastifyApplication, env: Env): Promise<void> {
  try {
    await app.listen(env.PORT, env.HOST);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE')
      throw new StartError(`Port ${env.PORT} is in use. Set PORT to a free one.`, { cause: error });
    if (code === 'EACCES')
      throw new StartError(`Port ${env.PORT} may not be opened by this user. Set PORT to one above 1023.`, {
        cause: error,
      });
    if (code === 'EADDRNOTAVAIL') throw new StartError('HOST is not an address of this machine.', { cause: error });
    throw error;
  }
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address !== null ? address.port : env.PORT;
  process.stdout.write(`Tertulia is ready at http://localhost:${port}\n`);
}

/**
 * One orderly stop, whichever signal comes and however often. A second SIGTERM changes nothing: supervisors repeat theirs.
 * Somebody who presses Ctrl+C again does not want to wait; npm passes the first one on, so that it comes twice at once.
 */
function stopOnSignals(
  app: NestFastifyApplication,
  dataSource: DataSource,
  database: OpenDatabase,
  env: Env,
  log: Log,
): void {
  let begunAt: number | undefined;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (begunAt !== undefined) {
      if (signal === 'SIGINT' && performance.now() - begunAt > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    begunAt = performance.now();
    setTimeout(() => process.exit(1), env.DRAIN_DELAY_MS + env.DRAIN_MS + STOP_GRACE_MS).unref();
    try {
      await app.get(NodeDeparture).leave();
      closeDoors(app.getHttpServer());
      await app.close();
      if (dataSource.isInitialized) await dataSource.destroy();
      await database.stop();
      process.exit(0);
    } catch (error) {
      log.error(describeError(error), 'The stop was not orderly.');
      await database.stop();
      process.exit(1);
    }
  };
  process.on('SIGINT', () => void stop('SIGINT'));
  process.on('SIGTERM', () => void stop('SIGTERM'));
}

/** Nobody is being answered any more: connections that are left are idle or hang, and would be waited for. */
function closeDoors(server: Server): void {
  server.close();
  server.closeAllConnections();
}
