import { afterEach, describe, expect, it } from '@jest/globals';
import { hasNewVersion, mainScriptOf } from './new-version.js';

const page = (name: string) => `<!doctype html><script type="module" crossorigin src="/assets/${name}.js"></script>`;
const answering = (body: string, status = 200): typeof fetch =>
  (async () => ({ ok: status < 400, status, text: async () => body })) as unknown as typeof fetch;

afterEach(() => {
  document.head.innerHTML = '';
});

function run(name: string): void {
  const script = document.createElement('script');
  script.type = 'module';
  script.setAttribute('src', `/assets/${name}.js`);
  document.head.append(script);
}

describe('looking for a new version of the app', () => {
  it('finds the main script of a page', () => {
    expect(mainScriptOf(page('index-B2x_9-aa'))).toBe('/assets/index-B2x_9-aa.js');
    expect(mainScriptOf('<h1>502</h1>')).toBeUndefined();
  });

  it('says so only when the server has another one', async () => {
    run('index-old');
    expect(await hasNewVersion(answering(page('index-new')))).toBe(true);
    expect(await hasNewVersion(answering(page('index-old')))).toBe(false);
  });

  it('says nothing without an answer, with an error page, and in development', async () => {
    expect(await hasNewVersion(answering(page('index-new')))).toBe(false);
    run('index-old');
    expect(await hasNewVersion(answering('Bad gateway', 502))).toBe(false);
    expect(await hasNewVersion(answering('<h1>Maintenance</h1>'))).toBe(false);
    expect(await hasNewVersion(async () => Promise.reject(new TypeError('offline')))).toBe(false);
  });
});
