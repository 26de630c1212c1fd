import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { buildspecs, readBuildspec } from '../lib/build-projects.js';
import { pageRules, repositoryRoot } from '../lib/product.js';
import { stageNames, Templates, text } from './templates.js';

const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');
const rootScripts: Record<string, string> = JSON.parse(read('package.json')).scripts;
const ownScripts: Record<string, string> = JSON.parse(read('apps/infra/package.json')).scripts;

function commandsOf(name: (typeof buildspecs)[number]): string[] {
  const { phases } = readBuildspec(name);
  return Object.values(Object(phases)).flatMap((phase) => Object(phase).commands ?? []);
}

/** Programs of the machines that build. */
const PROGRAMS = /^(aws|docker|npm|node|printf|mkdir|cp|test|echo|\.ci\/run|[A-Z]+=)/;

describe('the steps of the pipeline', () => {
  for (const name of buildspecs) {
    it(`${name}: is a file that can be read, whose commands are there`, async () => {
      const commands = commandsOf(name);
      assert.ok(commands.length > 0);
      for (const command of commands) {
        assert.match(command, PROGRAMS);
        await promisify(execFile)('bash', ['-n', '-c', command]);
        for (const [, script = ''] of command.matchAll(/npm run --silent (\w+)/g))
          assert.ok((command.includes('--prefix apps/infra') ? ownScripts : rootScripts)[script], command);
        for (const [path] of command.matchAll(/(?:\.ci|apps)\/[\w./-]+/g)) {
          if (/dist|cdk\.out/.test(path)) continue;
          assert.ok(existsSync(join(repositoryRoot, path)), path);
        }
      }
    });

    it(`${name}: is given every variable that it uses`, () => {
      const used = new Set(
        commandsOf(name).flatMap((one) => [...one.matchAll(/\$\{?([A-Z_]+)/g)].map(([, variable = '']) => variable)),
      );
      for (const variable of commandsOf(name).flatMap((one) => /^([A-Z]+)=/.exec(one)?.[1] ?? []))
        used.delete(variable);
      used.delete('COMMIT');
      for (const stage of stageNames) {
        const project = Templates.read(stage).one('AWS::CodeBuild::Project', 'Pipeline', `Projects${name}`);
        for (const variable of used) assert.ok(text(project.properties).includes(`"Name":"${variable}"`), variable);
      }
    });
  }

  it('test as everybody does, and stop there when something fails', () => {
    assert.deepEqual(commandsOf('test'), ['.ci/run']);
  });

  it('upload what never changes before the page that names it, kept as long as the API would say', () => {
    const [assets = '', rest = '', page = ''] = commandsOf('web');
    assert.ok(assets.includes(`--cache-control '${pageRules.IMMUTABLE}'`));
    assert.ok(rest.includes('--exclude index.html') && rest.includes(`--cache-control ${pageRules.REVALIDATE}`));
    assert.ok(page.includes('index.html') && page.includes(`--cache-control ${pageRules.REVALIDATE}`));
    assert.ok(!commandsOf('web').some((one) => one.includes('--delete')));
  });

  it('end with the exit code of the migrations', () => {
    assert.equal(commandsOf('migrate').at(-1), 'test "$CODE" = 0');
    const run = (code: string) => spawnSync('bash', ['-c', 'test "$CODE" = 0'], { env: { CODE: code } }).status;
    assert.deepEqual([run('0'), run('1'), run('None')], [0, 1, 1]);
  });

  it('tell the web app where its API is', () => {
    const command = commandsOf('build').find((one) => one.startsWith('printf')) ?? '';
    const { stdout } = spawnSync('bash', ['-c', command.replace(/ > .*$/, '')], {
      env: { API_URL: 'https://api.x.test' },
      encoding: 'utf8',
    });
    assert.deepEqual(JSON.parse(stdout), {
      ...JSON.parse(read('apps/web/public/config.json')),
      apiUrl: 'https://api.x.test',
    });
  });
});
