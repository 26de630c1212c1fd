/** `npm test`: installs what is missing, builds what is stale, runs every test and sums up in the last line. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, refuse, requireNode, root, say } from './product.mjs';

requireNode();
install();
build();

const folder = mkdtempSync(join(tmpdir(), 'tertulia-test-'));
const report = join(folder, 'report.json');
const jest = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--json',
    '--outputFile=' + report,
    ...process.argv.slice(2),
  ],
  // Jest's own report goes to stderr; with --json the whole result would follow on stdout.
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
);

try {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  // A file that could not even be loaded has no tests to count, and is a failure all the same.
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  for (const suite of result.testResults.flatMap((file) => file.assertionResults)) {
    if (suite.status === 'pending' || suite.status === 'todo') say('Not run: ' + suite.fullName);
  }
  say(result.numPassedTests + ' passed, ' + failed + ' failed');
  process.exitCode = jest.status === 0 && failed === 0 ? 0 : 1;
} catch {
  refuse('The tests did not run to their end.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
