import { readFileSync } from 'node:fs';
import { readPostmaster } from './database-processes.js';

const USER = 'chat';
const DATABASE = 'tertulia';

/**
 * Where the embedded database can be asked directly: its port from `postmaster.pid`, its password from the file that the
 * product keeps beside the folder.
 */
export function findDatabaseUrl(folder: string): string {
  const postmaster = readPostmaster(folder);
  if (!postmaster) throw new Error(`No database runs in ${folder}.`);
  const password = readFileSync(`${folder}.password`, 'utf8').trim();
  return `postgres://${USER}:${password}@127.0.0.1:${postmaster.port}/${DATABASE}`;
}
