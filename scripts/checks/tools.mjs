import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../product.mjs';

/** Longest time for one tool; the slowest takes about a minute on two cores. */
const TIMEOUT_MS = 600_000;

/** The checks that other people's tools make: types, lint, format. */
export const tools = [
  tool('types of the server, the libraries and the load generator', 'typescript/bin/tsc', '-b'),
  tool('types of the web app', 'typescript/bin/tsc', '-p', 'apps/web', '--noEmit'),
  tool('types of the service worker', 'typescript/bin/tsc', '-p', 'apps/web/tsconfig.worker.json', '--noEmit'),
  tool('lint', 'oxlint/bin/oxlint', '--deny-warnings', '--format=unix'),
  tool('format', 'prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'),
];

function tool(name, program, ...args) {
  return { name, run: () => runTool(join(root, 'node_modules', program), args) };
}

/** Runs a tool of ours under this Node. @returns its lines if it was not content. */
function runTool(program, args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
    });
    let output = '';
    const gather = (chunk) => {
      output += chunk;
    };
    child.stdout.on('data', gather);
    child.stderr.on('data', gather);
    child.on('error', (error) => resolve([error.message]));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve([]);
      const lines = output.split('\n').filter((line) => line.trim() !== '');
      if (signal) lines.push('It was ended by ' + signal + '; it may take ' + TIMEOUT_MS / 1_000 + ' s.');
      resolve(lines.length > 0 ? lines : ['It ended with ' + code + ' and said nothing.']);
    });
  });
}
