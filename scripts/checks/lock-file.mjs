import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../product.mjs';

/** The lock files against the floors of floors.json, and whole enough for `npm ci` on every platform. */
export const lockFile = {
  name: 'lock file',
  run: () => {
    const floors = JSON.parse(readFileSync(join(root, 'scripts', 'checks', 'floors.json'), 'utf8'));
    return ['package-lock.json', 'apps/infra/package-lock.json'].flatMap((file) =>
      judgeLock(readFileSync(join(root, file), 'utf8'), floors).map((problem) => file + ': ' + problem),
    );
  },
};

/** @returns the problems of a lock file's text. */
export function judgeLock(text, { floors, never }) {
  const entries = Object.entries(JSON.parse(text).packages).map(([path, entry]) => ({
    path,
    entry,
    name: nameOf(path, entry),
  }));
  const names = new Set(entries.map(({ name }) => name));
  return [
    ...floors.flatMap((floor) =>
      entries
        .filter(({ name, entry }) => name === floor.name && isBelow(entry.version, floor.floor))
        .map(
          ({ path, entry }) => path + ' is ' + entry.version + ', below ' + floor.floor + ' (' + floor.advisory + ').',
        ),
    ),
    ...never
      .filter(({ name }) => names.has(name))
      .map(({ name, advisory }) => name + ' must not be installed (' + advisory + ').'),
    // A lock that was written where a platform's binary was not to be had makes `npm ci` fail elsewhere.
    ...entries.flatMap(({ path, entry }) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter((name) => !names.has(name))
        .map((name) => (path || 'the project') + ' wants ' + name + ', which is missing from the lock.'),
    ),
    // An address would tie everybody to the registry of whoever wrote the lock.
    ...(text.includes('"resolved": "http') ? ['An address of a registry is in the lock; see .npmrc.'] : []),
  ];
}

/** The name behind a path such as `node_modules/a/node_modules/@scope/b`. */
function nameOf(path, entry) {
  return entry.name ?? path.split('node_modules/').at(-1) ?? '';
}

/** Whether a version is older than the floor; a pre-release of the floor is. */
export function isBelow(version, floor) {
  if (version === undefined) return false;
  const [numbers, ...preRelease] = version.split('+', 1)[0].split('-');
  const [own, least] = [numbers, floor].map((part) => part.split('.').map(Number));
  for (let index = 0; index < 3; index += 1) {
    if (own[index] !== least[index]) return own[index] < least[index];
  }
  return preRelease.length > 0;
}
