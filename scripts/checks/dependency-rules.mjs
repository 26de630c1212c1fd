import { posix } from 'node:path';
import { apiTable, contractPackages, crossings, packageTable, webFeature, webTable } from './dependency-table.mjs';
import { listFiles } from './files.mjs';
import { findCycles, readImportGraph } from './import-graph.mjs';

const TEST_FILE = /\.(e2e-)?spec\.tsx?$|^apps\/[^/]+\/(test|e2e)\//;
const FORBIDDEN_FOLDERS = /(^|\/)(utils?|helpers?|shared)(\/|$)/;

/** Who may call whom (dependency-table.mjs), no import circles, nobody imports tests, no folder too deep or without a meaning. */
export const dependencyRules = {
  name: 'dependency rules',
  run: () => {
    const graph = readImportGraph(['apps/api', 'apps/worker', 'apps/web', 'apps/bench', 'libs']);
    return [
      ...[...graph].flatMap(([file, imports]) => imports.flatMap((one) => judgeImport(file, one))),
      ...findCycles(graph).map((cycle) => 'circle: ' + cycle.join(' → ')),
      ...judgeFolders(['apps', 'libs', 'scripts', 'test'].flatMap(listFiles)),
    ];
  },
};

/** @returns the sentences about one import, none if it is fine. */
export function judgeImport(file, { specifier, target }) {
  if (TEST_FILE.test(file)) return [];
  const say = (reason) => [file + ' imports ' + specifier + ': ' + reason];
  if (target !== undefined && TEST_FILE.test(target)) return say('nothing imports tests.');
  if (specifier === '@tertulia/testing' || target?.startsWith('libs/testing/')) {
    // The load generator is a test of its own kind: it uses the same stand-ins for services of others.
    if (file.startsWith('libs/testing/') || file.startsWith('apps/bench/')) return [];
    return say('libs/testing is for tests alone.');
  }
  const workspace = workspaceOf(file);
  if (specifier.startsWith('@tertulia/')) {
    return packageTable[workspace]?.includes(specifier) ? [] : say(workspace + ' may not use this package.');
  }
  if (specifier.startsWith('.')) return judgeOwnFile(file, specifier, target, say);
  if (workspace === 'libs/contract' && !contractPackages.includes(specifier))
    return say('the contract uses zod alone.');
  return [];
}

function judgeOwnFile(file, specifier, target, say) {
  const path = target ?? posix.join(posix.dirname(file), specifier);
  const workspace = workspaceOf(file);
  if (workspaceOf(path) !== workspace) {
    return crossings.some(({ from, to }) => file.startsWith(from) && path === to)
      ? []
      : say('workspaces meet in packages only.');
  }
  if (target === undefined) return say('there is no such file.');
  if (workspace === 'apps/api') return judgeFolder(file, path, apiTable, undefined, say);
  if (workspace === 'apps/web') return judgeFolder(file, path, webTable, webFeature, say);
  return [];
}

/** Files directly in `src` put the parts together and may use all of them; no part may use them. */
function judgeFolder(file, target, table, fallback, say) {
  const [from, to] = [placeOf(file), placeOf(target)];
  if (from === undefined || from.folder === undefined) return [];
  if (to === undefined) return [];
  if (to.folder === undefined) return say('nothing below imports what puts the parts together.');
  if (from.folder === to.folder) return [];
  const allowed = table[from.folder] ?? fallback;
  if (allowed === undefined) return say('the folder ' + from.folder + ' has no line in dependency-table.mjs.');
  if (allowed === '*' || allowed.includes(to.folder) || allowed.includes(to.folder + '/' + to.name)) return [];
  return say(from.folder + ' may use ' + (allowed.join(', ') || 'no other folder') + '.');
}

/** `apps/api/src/rooms/slug.ts` is `slug` in the folder `rooms`. */
function placeOf(file) {
  const match = /^apps\/[^/]+\/src\/(?:([^/]+)\/)?(.+?)\.[jt]sx?$/.exec(file);
  return match ? { folder: match[1], name: match[2] } : undefined;
}

function workspaceOf(file) {
  return file.split('/', 2).join('/');
}

/** Nothing deeper than `apps/<app>/src/<feature>/<file>`, migrations and snapshots of mails excepted; no folder named for having no name. */
export function judgeFolders(files) {
  return files.flatMap((file) => {
    const problems = [];
    const folder = posix.dirname(file);
    if (FORBIDDEN_FOLDERS.test(folder)) problems.push(file + ': a folder is named after what is in it.');
    const inSource = /^(?:apps|libs)\/[^/]+\/src\/(.+)$/.exec(folder)?.[1];
    if (inSource?.includes('/') && !/\/(migrations|__snapshots__)$/.test(inSource))
      problems.push(file + ': deeper than src/<feature>/<file>.');
    return problems;
  });
}
