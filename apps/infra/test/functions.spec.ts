import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ownCode, workerCode } from '../lib/function-code.js';
import { repositoryRoot } from '../lib/product.js';
import { stageNames, Templates } from './templates.js';

const names = ['words', 'sentiment', 'picture', 'speak', 'external-event', 'deployment', 'instance-terminating'];
const folder = mkdtempSync(join(tmpdir(), 'tertulia-functions-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const { patterns }: { patterns: { name: string; pattern: RegExp }[] } = await import(
  join(repositoryRoot, 'scripts/checks/secrets.mjs')
);

describe('the functions', () => {
  for (const name of names) {
    it(`${name}: is one file that the runtime can load, and that does nothing before it is called`, async () => {
      const { folder: made } = workerCode(name);
      const file = join(made, 'index.mjs');
      const loaded: { handler?: unknown } = await import(pathToFileURL(file).href);
      assert.equal(typeof loaded.handler, 'function');
      const text = readFileSync(file, 'utf8');
      assert.doesNotMatch(text, /sourceMappingURL/);
      for (const { pattern, name: what } of patterns) assert.doesNotMatch(text, pattern, what);
      if (name !== 'picture') assert.doesNotMatch(text, /from ?"sharp"/);
    });
  }

  it('decode pictures with the library that goes along', async () => {
    const { folder: made } = workerCode('picture');
    const make: (input: object) => { png(): { toBuffer(): Promise<Buffer> } } = createRequire(join(made, 'x.js'))(
      'sharp',
    );
    const png = await make({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
  });

  it('have nothing secret in their templates', () => {
    for (const stage of stageNames)
      for (const resource of Templates.read(stage).resources) {
        const text = JSON.stringify(resource.properties);
        for (const { pattern, name: what } of patterns) assert.doesNotMatch(text, pattern, `${resource.id}: ${what}`);
      }
  });
});

describe('the smoke test', () => {
  const text = ownCode('smoke');
  const file = join(folder, 'index.cjs');

  async function askNodes(
    answer: (path: string) => { status: number; headers?: Record<string, string>; body?: string },
  ) {
    const server = createServer((request, response) => {
      const { status, headers = {}, body = '' } = answer(request.url ?? '');
      response.writeHead(status, headers).end(body);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    process.env['SMOKE_URL'] = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    try {
      const [inline] = Templates.read('minimal').all('AWS::Lambda::Function', 'Api');
      assert.ok(inline && text);
      writeFileSync(file, String(Object(inline.properties['Code']).ZipFile));
      const loaded: { default: { handler: () => Promise<unknown> } } = await import(pathToFileURL(file).href);
      return await loaded.default.handler();
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  const instance = (header: string, body: string) => (path: string) =>
    path === '/api/health/ready'
      ? { status: 200 }
      : { status: 200, headers: { 'X-Instance-Id': header }, body: JSON.stringify({ instanceId: body }) };

  it('lets a deployment go on when new nodes are ready and say who they are', async () => {
    assert.deepEqual(await askNodes(instance('node-1', 'node-1')), { hookStatus: 'SUCCEEDED' });
  });

  it('takes it back when they are not ready, have no name, or say another one', async () => {
    for (const nodes of [
      () => ({ status: 503 }),
      instance('', 'node-1'),
      instance('node-1', 'node-2'),
      () => ({ status: 301, headers: { location: '/' } }),
    ])
      assert.deepEqual(await askNodes(nodes), { hookStatus: 'FAILED' });
  });
});
