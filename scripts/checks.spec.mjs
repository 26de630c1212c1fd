import { describe, expect, it } from '@jest/globals';
import { judgeFolders, judgeImport } from './checks/dependency-rules.mjs';
import { judgeDocument } from './checks/documents.mjs';
import { judgeExample } from './checks/env-example.mjs';
import { findCycles, readImports } from './checks/import-graph.mjs';
import { isBelow, judgeLock } from './checks/lock-file.mjs';
import { judgeText } from './checks/secrets.mjs';

describe('the dependency rules', () => {
  const judge = (file, specifier, target) => judgeImport(file, { specifier, target });
  const api = (folder) => 'apps/api/src/' + folder;

  it.each([
    ['realtime', 'messages', api('realtime/fan-out.ts'), '../messages/message-row.js', api('messages/message-row.ts')],
    ['cache', 'database', api('cache/rate-limiter.ts'), '../database/database.js', api('database/database.ts')],
    ['rooms', 'the gateway', api('rooms/slug.ts'), '../gateway/origins.js', api('gateway/origins.ts')],
    [
      'docs',
      'more of the gateway than a name',
      api('docs/openapi.ts'),
      '../gateway/origins.js',
      api('gateway/origins.ts'),
    ],
    ['a folder', 'the root that gathers it', api('rooms/slug.ts'), '../app.module.js', api('app.module.ts')],
    [
      'one feature of the web app',
      'another',
      'apps/web/src/composer/a.tsx',
      '../rooms/b.js',
      'apps/web/src/rooms/b.tsx',
    ],
    ['an app', "another app's source", 'apps/bench/src/load/a.ts', '../../../api/src/main.js', 'apps/api/src/main.ts'],
    ['the web app', 'the built server', 'apps/web/src/app/a.ts', '../../../api/dist/main.js', undefined],
    ['a source', 'a test', api('rooms/slug.ts'), './slug.spec.js', api('rooms/slug.spec.ts')],
    ['a source', 'the tools of tests', api('rooms/slug.ts'), '@tertulia/testing', undefined],
    ['the server', 'the load generator', api('rooms/slug.ts'), '@tertulia/bench', undefined],
    ['the contract', 'anything but zod', 'libs/contract/src/ids.ts', 'node:crypto', undefined],
    ['a file', 'one that is not there', api('rooms/slug.ts'), './gone.js', undefined],
    ['a folder without a line in the table', 'another', api('unlisted/a.ts'), '../rooms/slug.js', api('rooms/slug.ts')],
  ])('keep %s from using %s', (_from, _to, file, specifier, target) => {
    expect(judge(file, specifier, target)).toHaveLength(1);
  });

  it.each([
    [api('messages/a.ts'), '../rooms/slug.js', api('rooms/slug.ts')],
    [api('health/a.ts'), '../gateway/instance-id.js', api('gateway/instance-id.ts')],
    [api('app.module.ts'), './messages/messages.module.js', api('messages/messages.module.ts')],
    [api('rooms/a.ts'), '@tertulia/contract', undefined],
    [api('rooms/a.spec.ts'), '@tertulia/testing', undefined],
    ['apps/web/src/app/a.tsx', '../rooms/b.js', 'apps/web/src/rooms/b.tsx'],
    ['apps/bench/src/report/a.ts', '../../../api/dist/main.js', undefined],
    ['libs/contract/src/ids.ts', 'zod/mini', undefined],
  ])('let %s use %s', (file, specifier, target) => {
    expect(judge(file, specifier, target)).toEqual([]);
  });

  it('want folders that are flat and have a name of their own', () => {
    const good = ['apps/api/src/rooms/slug.ts', 'apps/api/src/database/migrations/1-a.ts', 'scripts/checks/a.mjs'];
    expect(judgeFolders(good)).toEqual([]);
    expect(judgeFolders(['apps/api/src/rooms/inner/slug.ts', 'apps/web/src/utils/a.ts'])).toHaveLength(2);
  });

  it('find circles of files, but not of types', () => {
    const edge = (target, isType = false) => ({ specifier: target, target, isType });
    expect(
      findCycles(
        new Map([
          ['a', [edge('b')]],
          ['b', [edge('c')]],
          ['c', [edge('a')]],
        ]),
      ),
    ).toEqual([['a', 'b', 'c', 'a']]);
    expect(
      findCycles(
        new Map([
          ['a', [edge('b')]],
          ['b', [edge('a', true)]],
        ]),
      ),
    ).toEqual([]);
  });

  it('read every form of an import, and none in a comment', () => {
    const text = [
      "import { a } from './a.js';",
      "import type { B } from './b.js';",
      'import {\n  c,\n  d,\n} from "./c.js";',
      "import './d.js';",
      "export * from './e.js';",
      "const f = await import('./f.js');",
      "const g = new URL('../../../api/dist/main.js', import.meta.url);",
      "/*\nimport { h } from './h.js';\n*/",
      "// import { i } from './i.js';",
    ].join('\n');
    const found = readImports('apps/bench/src/load/x.ts', text);
    expect(found.map(({ specifier }) => specifier)).toEqual([
      './a.js',
      './b.js',
      './c.js',
      './d.js',
      './e.js',
      './f.js',
      '../../../api/dist/main.js',
    ]);
    expect(found.filter(({ isType }) => isType).map(({ specifier }) => specifier)).toEqual(['./b.js']);
  });
});

describe('the check of the lock file', () => {
  const rules = {
    floors: [{ name: 'ws', floor: '8.21.0', advisory: 'an advisory' }],
    never: [{ name: 'bad', advisory: 'another' }],
  };
  const judge = (packages) => judgeLock(JSON.stringify({ packages }), rules);

  it('finds a version below its floor wherever it hides', () => {
    expect(
      judge({ 'node_modules/ws': { version: '8.21.3' }, 'node_modules/a/node_modules/ws': { version: '8.20.9' } }),
    ).toEqual(['node_modules/a/node_modules/ws is 8.20.9, below 8.21.0 (an advisory).']);
  });

  it('finds what must not be installed, a binary that is missing, and an address of a registry', () => {
    expect(judge({ 'node_modules/bad': { version: '1.0.0' } })).toHaveLength(1);
    expect(
      judge({ 'node_modules/a': { version: '1.0.0', optionalDependencies: { 'a-darwin': '1.0.0' } } }),
    ).toHaveLength(1);
    expect(judgeLock('{ "packages": { "node_modules/a": {\n"resolved": "https://r/a.tgz" } } }', rules)).toHaveLength(
      1,
    );
    expect(judge({ 'node_modules/ws': { version: '9.0.0' } })).toEqual([]);
  });

  it.each([
    ['8.20.9', true],
    ['8.21.0-rc.1', true],
    ['8.21.0', false],
    ['8.100.0', false],
    ['10.0.0', false],
  ])('says of %s that it is below 8.21.0: %s', (version, expected) => {
    expect(isBelow(version, '8.21.0')).toBe(expected);
  });
});

describe('the check of .env.example', () => {
  const variables = [
    { name: 'PORT', summary: 'A port', default: 3000 },
    { name: 'ORIGINS', summary: 'A list', default: [] },
    { name: 'REDIS_URL', summary: 'An address', default: undefined },
  ];
  const door = '\n# --- docker-compose.yml alone ---\n# A word\nPASSWORD=\n';
  const good = '# A port\nPORT=3000\n\n# A list\nORIGINS=\n\n# An address\n# REDIS_URL=\n' + door;
  const compose = 'a: ${PASSWORD:?Set it}';

  it('is content when names, order, defaults and words are those of the schema', () => {
    expect(judgeExample(good, variables, compose)).toEqual([]);
  });

  it.each([
    ['a missing variable', good.replace('# A list\nORIGINS=\n', '')],
    ['another order', '# A list\nORIGINS=\n# A port\nPORT=3000\n# An address\n# REDIS_URL=\n' + door],
    ['another default', good.replace('3000', '3001')],
    ['other words', good.replace('# A port', '# A harbour')],
    ['an optional one that is on', good.replace('# REDIS_URL', 'REDIS_URL')],
    ['a variable of compose that is missing', good.replace('PASSWORD=', '')],
    ['one that compose does not ask for', good + 'EXTRA=1\n'],
  ])('finds %s', (_what, text) => {
    expect(judgeExample(text, variables, compose)).toHaveLength(1);
  });
});

describe('the check for secrets', () => {
  // Put together here, so that this file does not hold what it looks for.
  const long = (length) => 'a1B2'.repeat(length).slice(0, length);
  it.each([
    ['-----BEGIN RSA PRIVATE' + ' KEY-----'],
    ['AKIA' + 'ABCDEFGHIJKLMNOP'],
    ['aws_secret_access_key' + ' = ' + long(40)],
    ['ghp_' + long(36)],
    ['xoxb-' + long(24)],
    ['npm_' + long(36)],
    ['AIza' + long(35)],
    ['eyJ' + long(20) + '.eyJ' + long(20) + '.' + long(30)],
    ['postgres://app:' + 'hunter22' + '@db.example.com/app'],
  ])('finds %s without repeating it', (secret) => {
    const problems = judgeText('a.txt', 'first line\nx = "' + secret + '"');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^a\.txt:2 looks like /);
    expect(problems[0]).not.toContain(secret);
  });

  it('lets addresses without a password, and with one that is filled in later, pass', () => {
    const text = ['postgres://127.0.0.1/app', 'postgres://app:${PASSWORD}@db/app', 'https://example.com/a:b@c'].join(
      '\n',
    );
    expect(judgeText('a.txt', text)).toEqual([]);
  });
});

describe('the check of README files', () => {
  const judge = (text) => judgeDocument('README.md', text, { start: '' }, new Set(['main.ts']));

  it('finds names of files and commands that are not there', () => {
    expect(judge('see `apps/api/src/nothing.ts`, [here](docs/gone.md) and `npm run nothing`')).toHaveLength(3);
  });

  it('lets what is there, or made by a run, pass', () => {
    expect(
      judge(
        '`main.ts`, `scripts/check.mjs`, `scripts/*.mjs`, [the plan](package.json), `.data/`, `npm run start`, [x](https://example.com)',
      ),
    ).toEqual([]);
  });
});
