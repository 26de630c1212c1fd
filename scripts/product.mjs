/**
 * What `npm start`, `npm test` and the build have in common: installing what is missing and building what is stale.
 * No dependency and no recent syntax, so that an old Node can read it far enough to be refused with a sentence.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const OLDEST_NODE = [20, 19, 0];
const installStamp = join(root, 'node_modules', '.tertulia-installed');

/** Says one sentence and ends the process. */
export function refuse(sentence) {
  process.stderr.write(sentence + '\n');
  process.exit(1);
}

export function say(line) {
  process.stdout.write(line + '\n');
}

export function requireNode() {
  const version = process.versions.node.split('.').map(Number);
  for (let index = 0; index < OLDEST_NODE.length; index += 1) {
    if (version[index] > OLDEST_NODE[index]) return;
    if (version[index] < OLDEST_NODE[index]) {
      refuse('Tertulia needs Node ' + OLDEST_NODE.join('.') + ' or later; this is ' + process.versions.node + '.');
    }
  }
}

/** Installs exactly what the lock file says, unless that was done. */
export function install() {
  const lock = hashOf([join(root, 'package-lock.json')]);
  if (readStamp(installStamp) === lock) return;
  say('Installing packages (about a minute, only when they changed) …');
  // npm's own settings of an outer `npm start` would reach the inner npm; the project's .npmrc counts.
  run(
    npmCommand(),
    ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    'The packages could not be installed. Check the network and try again.',
  );
  writeFileSync(installStamp, lock);
}

/** The parts that are built, each with what it is made of. */
const parts = [
  {
    name: 'the server',
    sources: [
      'libs/contract/src',
      'libs/storage/src',
      'libs/testing/src',
      'apps/api/src',
      'apps/worker/src',
      'apps/bench/src',
      'tsconfig.json',
      'tsconfig.base.json',
    ],
    result: 'apps/api/dist/main.js',
    command: () => [process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b']],
  },
  {
    name: 'the web app',
    sources: [
      'libs/contract/src',
      'libs/contract/package.json',
      'apps/web/src',
      'apps/web/public',
      'apps/web/index.html',
      'apps/web/vite.config.ts',
      'apps/web/vite-emoji.ts',
      'apps/web/vite-service-worker.ts',
      'apps/web/package.json',
    ],
    result: 'apps/web/dist/index.html',
    command: () => [
      process.execPath,
      [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
      join(root, 'apps', 'web'),
    ],
  },
];

/** Builds each part whose sources changed since it was built. */
export function build() {
  for (const part of parts) {
    const result = join(root, part.result);
    const stamp = join(root, '.cache', part.name.replace(/\W+/g, '-') + '.built');
    const state = hashOf(
      part.sources.flatMap((source) => listFiles(join(root, source))).concat(join(root, 'package-lock.json')),
    );
    if (existsSync(result) && readStamp(stamp) === state) continue;
    say('Building ' + part.name + ' …');
    const [file, args, cwd] = part.command();
    // A build that fails may leave a part of its result behind, which is not what was built before it.
    rmSync(stamp, { force: true });
    // Whatever the server runs as, what is built is what people get: never the development build of a library.
    run(file, args, 'Building ' + part.name + ' failed.', { cwd, env: { ...process.env, NODE_ENV: 'production' } });
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, state);
  }
}

function run(file, args, problem, options = {}) {
  const { status, error } = spawnSync(file, args, {
    cwd: root,
    ...options,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: file.endsWith('.cmd'),
  });
  if (error || status !== 0) refuse(problem);
}

function npmCommand() {
  return process.platform === 'win32' ? 'npm.cmd' : 'npm';
}

function listFiles(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? listFiles(join(path, entry.name)) : [join(path, entry.name)]));
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
