import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod/mini';

const ROOT = resolve(import.meta.dirname, '../../../..');
const VERSION = '0.0.0-next';

const instanceSchema = z.object({ version: z.string() });
const LOOK_LIMIT_MS = 5_000;

/**
 * Makes a copy of the built product that calls itself another version, and gives its entry. It is the same build: what is
 * tried is that two versions serve side by side, not that two protocols understand each other.
 */
export function makeNextVersion(directory: string): string {
  const api = join(directory, 'next', 'apps', 'api');
  const entry = join(api, 'dist', 'main.js');
  mkdirSync(dirname(entry), { recursive: true });
  cpSync(join(ROOT, 'apps/api/dist'), dirname(entry), { recursive: true });
  const description = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(readFileSync(join(ROOT, 'apps/api/package.json'), 'utf8')));
  writeFileSync(join(api, 'package.json'), JSON.stringify({ ...description, version: VERSION }));
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'next', 'node_modules'));
  return entry;
}

/** The version that a node says it is. */
export async function readVersion(url: string): Promise<string> {
  const response = await fetch(`${url}/api/instance`, { signal: AbortSignal.timeout(LOOK_LIMIT_MS) });
  return instanceSchema.parse(await response.json()).version;
}
