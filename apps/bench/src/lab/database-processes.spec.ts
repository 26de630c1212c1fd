import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findDatabaseFolder, findDatabaseProcesses, killDatabase, readPostmaster } from './database-processes.js';
import { isTrueWithin } from '../clients/waiting.js';

const started: ChildProcess[] = [];
let dataDir: string;
let folder: string;

beforeEach(() => {
  dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'tertulia-processes-')));
  folder = join(dataDir, 'postgres', 'cluster');
  mkdirSync(join(folder, 'global'), { recursive: true });
  writeFileSync(join(folder, 'PG_VERSION'), '18\n');
});

afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await isTrueWithin(5_000, () => findDatabaseProcesses(folder).length === 0);
  rmSync(dataDir, { recursive: true, force: true });
});

/** A process that stands for one of the database, in that folder. */
function startIn(cwd: string): number {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { cwd, stdio: 'ignore' });
  started.push(child);
  if (child.pid === undefined) throw new Error('No process was started.');
  return child.pid;
}

const isAlive = (pid: number) =>
  existsSync(`/proc/${pid}/cwd`) &&
  started.some((child) => child.pid === pid && child.exitCode === null && child.signalCode === null);

describe('finding the processes of a database', () => {
  it('finds the folder below the data directory, and none where there is none', () => {
    expect(findDatabaseFolder(dataDir)).toBe(folder);
    rmSync(join(folder, 'PG_VERSION'));
    expect(findDatabaseFolder(dataDir)).toBeNull();
  });

  it('names the postmaster first and no process that works elsewhere', () => {
    const child = startIn(folder);
    const postmaster = startIn(folder);
    startIn(dataDir);
    writeFileSync(join(folder, 'postmaster.pid'), `${postmaster}\n${folder}\n1700000000\n5433\n`);
    expect(readPostmaster(folder)).toEqual({ pid: postmaster, port: 5433 });
    expect(findDatabaseProcesses(folder)).toEqual([postmaster, child]);
  });

  it('never takes a recycled id for the database', () => {
    const stranger = startIn(dataDir);
    writeFileSync(join(folder, 'postmaster.pid'), `${stranger}\n${folder}\n1700000000\n5433\n`);
    expect(findDatabaseProcesses(folder)).toEqual([]);
  });

  it('kills all of them and nothing else', async () => {
    const inside = [startIn(folder), startIn(folder)];
    const outside = startIn(dataDir);
    expect(killDatabase(folder)).toBe(2);
    expect(await isTrueWithin(5_000, () => !inside.some(isAlive))).toBe(true);
    expect(findDatabaseProcesses(folder)).toEqual([]);
    expect(isAlive(outside)).toBe(true);
  });
});
