/** `npm test`: makes the templates of both stages, runs every test on them and sums up in the last line. */
import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const wanted = process.argv[2] ?? '';

/** @returns what a program said, if it was not content. */
function make(stage) {
  const outdir = at(`dist/templates/${stage}`);
  rmSync(outdir, { recursive: true, force: true });
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [at('dist/bin/synthesise.js'), stage, outdir], { cwd: at('.') });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.on('close', (code) => resolve(code === 0 ? '' : said));
  });
}

const problems = [];
// One after the other: each takes half a gigabyte.
for (const stage of ['minimal', 'production']) problems.push(await make(stage));
if (problems.some(Boolean)) {
  process.stderr.write(problems.join('\n'));
  process.stdout.write('0 passed, 1 failed\n');
  process.exit(1);
}
const files = readdirSync(at('dist/test'))
  .filter((name) => name.endsWith('.spec.js') && name.includes(wanted))
  .map((name) => at(`dist/test/${name}`));
let passed = 0;
let failed = 0;
// A suite is counted by its tests; a file that cannot be loaded has none and is a failure all the same.
const isTest = ({ details, name }) => details?.type !== 'suite' && !name.endsWith('.spec.js');
const stream = run({ files, concurrency: 2, timeout: 300_000 });
stream.on('test:pass', (event) => (passed += isTest(event) ? 1 : 0));
stream.on('test:fail', (event) => (failed += event.details?.type === 'suite' ? 0 : 1));
const report = stream.compose(new spec());
report.pipe(process.stdout, { end: false });
report.on('end', () => {
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
});
