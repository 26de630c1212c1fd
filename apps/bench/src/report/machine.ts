import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, totalmem, type } from 'node:os';
import * as z from 'zod/mini';
import { canPin, OTHER_CORE, SERVER_CORE } from './processes.js';

/** Where and with what a run was made. */
export interface Machine {
  lines: string[];
}

const require = createRequire(import.meta.url);

/** Above this many waiting or running programs beside the bench, figures say more about them than about the servers. */
const QUIET_LOAD = 0.7;

/** How busy the machine is with other programs; to be asked before anything is started. */
export function readLoad(): string {
  const load = loadavg()[0] ?? 0;
  const shown = load.toFixed(2);
  return load > QUIET_LOAD
    ? `load before: ${shown}, **other programs were using the machine: take no figure from this run**`
    : `load before: ${shown}`;
}

/** Describes the machine, the versions and the day; figures without these say nothing. */
export function describeMachine(load: string, databaseVersion: string | null, options: string): Machine {
  const [cpu] = cpus();
  return {
    lines: [
      `${new Date().toISOString()}, options: ${options}`,
      `${cpus().length} × ${cpu?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()}, ${load}`,
      ...(databaseVersion === null
        ? [`Node ${process.version}; this machine is only that of the generator, the server is elsewhere`]
        : describeServers(databaseVersion)),
    ],
  };
}

function describeServers(databaseVersion: string): string[] {
  const versions = ['socket.io', 'ws', 'fastify', '@nestjs/core', 'typeorm', 'pg'].map(
    (name) => `${name} ${versionOf(name)}`,
  );
  return [
    canPin
      ? `server under test on core ${SERVER_CORE}, generator and database on core ${OTHER_CORE}`
      : 'no `taskset` (or a single core): processes are **not** tied to cores, so server and generator disturb each other',
    `Node ${process.version}, ${databaseVersion}, ${versions.join(', ')}`,
    'Loopback, texts of 80 bytes; product and peers send messages of the same shape and size',
  ];
}

function versionOf(name: string): string {
  try {
    // Not every package exports its package.json: look for it above the entry file.
    const entry = require.resolve(name);
    const folder = entry.slice(0, entry.lastIndexOf(`node_modules/${name}/`) + `node_modules/${name}/`.length);
    return z.parse(z.object({ version: z.string() }), JSON.parse(readFileSync(`${folder}package.json`, 'utf8')))
      .version;
  } catch {
    return 'unknown';
  }
}
