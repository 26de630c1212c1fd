// `npm run bench -- …` with or without the name of a part, and `npm run faults -- …`: builds what is stale and starts the wanted part of apps/bench.
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [first, ...others] = process.argv.slice(2);
const isNamed = ['faults', 'search', 'mail', 'pictures', 'jobs', 'nodes', 'failover', 'sleeper'].includes(first);
const args = isNamed || first === undefined ? others : [first, ...others];

function findCompiler() {
  try {
    return join(dirname(createRequire(join(root, 'package.json')).resolve('typescript/package.json')), 'bin', 'tsc');
  } catch {
    console.error('The packages are not installed: run `npm install` first.');
    process.exit(1);
  }
}

const built = spawnSync(process.execPath, [findCompiler(), '-b', 'apps/api', 'apps/bench'], {
  cwd: root,
  stdio: 'inherit',
});
if (built.status !== 0) {
  console.error('The build failed; nothing was measured.');
  process.exit(built.status ?? 1);
}

const program = join(root, 'apps', 'bench', 'dist', isNamed ? first : 'report', 'main.js');
const child = spawn(process.execPath, [program, ...args], { cwd: process.cwd(), stdio: 'inherit' });
// Ctrl+C and the end of a terminal reach the child by themselves; this process only waits for it to clean up. Other signals are passed on.
for (const name of ['SIGINT', 'SIGHUP']) process.on(name, () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
