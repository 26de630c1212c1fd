import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { root } from '../product.mjs';
import { listProjectFiles } from './files.mjs';

/** Made by a run, so it need not be there. */
const MADE = /^(\.data|\.env$|node_modules|bench-results|.*\/dist(\/|$))/;
/** A path of this project in backquotes: begins with one of its top folders, or is a known kind of file at its root. */
const IN_BACKQUOTES =
  /`((?:apps|libs|scripts|ops|test|\.ci)\/[\w./*-]+|[\w.-]+\.(?:md|mjs|json|yml)|Dockerfile|\.env\.example)`/g;
const LINK = /\]\((?!https?:|mailto:|#)([^)\s#]+)[^)]*\)/g;
const RUN = /`?npm run ([\w:]+)/g;

/** README files name only files and commands that exist. */
export const readmeNames = {
  name: 'names in README files',
  run: () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const files = listProjectFiles();
    const names = new Set(files.map((file) => posix.basename(file)));
    const documents = files.filter((file) => /(^|\/)README\.md$/.test(file));
    return documents.flatMap((file) => judgeDocument(file, readFileSync(join(root, file), 'utf8'), scripts, names));
  },
};

/**
 * @param names of all files: a bare name may be meant wherever it is.
 * @returns what a document names and is not there.
 */
export function judgeDocument(file, text, scripts, names) {
  const folder = posix.dirname(file);
  const named = [...text.matchAll(IN_BACKQUOTES)].map(([, path]) => path);
  const linked = [...text.matchAll(LINK)].map(([, path]) => posix.join(folder, path));
  const isThere = (path) =>
    names.has(path) || [path, posix.join(folder, path)].some((candidate) => MADE.test(candidate) || exists(candidate));
  return [
    ...[...named.filter((path) => !isThere(path)), ...linked.filter((path) => !MADE.test(path) && !exists(path))].map(
      (path) => file + ' names ' + path + ', which is not there.',
    ),
    ...[...text.matchAll(RUN)]
      .filter(([, name]) => !(name in scripts))
      .map(([, name]) => file + ' names `npm run ' + name + '`, which is not there.'),
  ];
}

/** A path with a star names its folder. */
function exists(path) {
  return existsSync(join(root, path.includes('*') ? dirname(path.slice(0, path.indexOf('*') + 1)) : path));
}
