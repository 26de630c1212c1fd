import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { root } from '../product.mjs';
import { listFiles } from './files.mjs';

const STATEMENT = /^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;
/** A path into another workspace that is put together by hand: a program to start, a module to load later. */
const BY_HAND = /['"`]((?:\.\.\/){2,}(?:api|web|bench|libs)\/[^'"`]*)['"`]/g;

/**
 * Who imports what: for each TypeScript file its imports, with the file they lead to where that is one of ours.
 * @returns {Map<string, {specifier: string, target?: string, isType: boolean}[]>}
 */
export function readImportGraph(folders) {
  const files = folders.flatMap(listFiles).filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'));
  return new Map(files.map((file) => [file, readImports(file, readFileSync(join(root, file), 'utf8'))]));
}

/** The imports of one file's text. */
export function readImports(file, text) {
  // Comments may quote imports; those at the beginning of a line would look real.
  const code = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  const found = [...code.matchAll(STATEMENT)].map(([, type, specifier]) => ({ specifier, isType: type !== undefined }));
  const later = [...code.matchAll(DYNAMIC)].map(([, specifier]) => ({ specifier, isType: false }));
  const given = new Set(found.map(({ specifier }) => specifier));
  const byHand = [...code.matchAll(BY_HAND)]
    .map(([, specifier]) => ({ specifier, isType: false }))
    .filter(({ specifier }) => !given.has(specifier));
  return [...found, ...later, ...byHand].map((one) => ({ ...one, target: resolveTarget(file, one.specifier) }));
}

function resolveTarget(file, specifier) {
  if (!specifier.startsWith('.')) return undefined;
  const path = posix.join(dirname(file), specifier);
  const candidates = [path.replace(/\.js$/, '.ts'), path.replace(/\.jsx?$/, '.tsx'), path];
  return candidates.find((candidate) => existsSync(join(root, candidate)));
}

/** Circles of files that need each other at run time; imports of types alone are gone by then. */
export function findCycles(graph) {
  const state = new Map();
  const path = [];
  const cycles = [];
  const visit = (file) => {
    state.set(file, 'open');
    path.push(file);
    for (const { target, isType } of graph.get(file) ?? []) {
      if (isType || target === undefined || !graph.has(target)) continue;
      if (state.get(target) === 'open') cycles.push([...path.slice(path.indexOf(target)), target]);
      else if (!state.has(target)) visit(target);
    }
    path.pop();
    state.set(file, 'done');
  };
  for (const file of graph.keys()) if (!state.has(file)) visit(file);
  return cycles;
}
