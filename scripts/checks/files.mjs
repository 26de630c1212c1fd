import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from '../product.mjs';

const SKIPPED = new Set(['node_modules', 'dist', '.data', '.git', '.cache', 'coverage', 'bench-results']);

/** The files below a folder of the project, as paths from its root with forward slashes. */
export function listFiles(folder) {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { withFileTypes: true })
    .filter((entry) => !SKIPPED.has(entry.name))
    .flatMap((entry) => (entry.isDirectory() ? listFiles(join(folder, entry.name)) : [join(folder, entry.name)]))
    .map(toPosix);
}

/** What git keeps or would keep: tracked files and new ones that are not ignored. */
export function listProjectFiles() {
  const output = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  const names = output.toString().split('\0').filter(Boolean);
  return [...new Set(names)].filter((name) => existsSync(join(root, name)));
}

export function toPosix(path) {
  return relative(root, join(root, path)).split(sep).join('/');
}
