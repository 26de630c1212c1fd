/** `npm run check`: every static check, each named with its result; fails if one of them does. `-- <word>` runs those whose name has the word. */
import { dependencyRules } from './checks/dependency-rules.mjs';
import { readmeNames } from './checks/documents.mjs';
import { envExample } from './checks/env-example.mjs';
import { lockFile } from './checks/lock-file.mjs';
import { secrets } from './checks/secrets.mjs';
import { tools } from './checks/tools.mjs';
import { refuse, say } from './product.mjs';

/** Each is a name and a function that returns the problems it found, a line each. The compiler comes first: others read what it made. */
const checks = [...tools, dependencyRules, lockFile, envExample, secrets, readmeNames];

const wanted = process.argv[2] ?? '';
const chosen = checks.filter((check) => check.name.includes(wanted));
if (chosen.length === 0)
  refuse('No check has "' + wanted + '" in its name: ' + checks.map((check) => check.name).join(', ') + '.');

let failed = 0;
for (const { name, run } of chosen) {
  const startedAt = performance.now();
  const problems = await run();
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  say((problems.length === 0 ? 'ok      ' : 'FAILED  ') + name + ' (' + seconds + ' s)');
  for (const problem of problems) say('        ' + problem);
  if (problems.length > 0) failed += 1;
}
say(failed === 0 ? 'All ' + chosen.length + ' checks are fine.' : failed + ' of ' + chosen.length + ' checks failed.');
process.exitCode = failed === 0 ? 0 : 1;
