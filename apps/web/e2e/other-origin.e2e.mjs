// The built pages on an origin of their own, as on a CDN: only `config.json` differs.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { enter, openPerson, say, textsOf, until } from './browser.mjs';
import { fileOf, photo } from './photos.mjs';
import { choose, readyCount } from './pictures.e2e.mjs';
import { freePort } from './product.mjs';
import { listen, onlyTexts } from './speech.e2e.mjs';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** Static files as a bucket serves them, with the page for every address that is not a file. */
async function servePages(origin, apiUrl) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, origin);
    if (pathname === '/config.json') {
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ apiUrl }));
      return;
    }
    const name = extname(pathname) ? pathname : '/index.html';
    readFile(join(dist, name)).then(
      (content) => response.setHeader('Content-Type', types[extname(name)] ?? 'application/octet-stream').end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise((resolve) => server.listen(Number(new URL(origin).port), '127.0.0.1', resolve));
  return server;
}

export const otherOrigin = [
  {
    name: 'the same build works on another origin that the API allows',
    async run({ browser, url, product }) {
      const server = await servePages(product.webOrigin, url);
      try {
        const [far, near] = [await openPerson(browser, product.webOrigin), await openPerson(browser, url)];
        await enter(near, '/r/general', 'Near');
        await enter(far, '/r/general', 'Far');
        await say(far, 'from another origin');
        await near.page.getByText('from another origin').waitFor();
        await say(near, 'and back');
        await far.page.getByText('and back').waitFor();
        await until(
          () => textsOf(far),
          (texts) => texts.slice(-2).join() === 'from another origin,and back',
          'both in order',
        );
        await far.page.getByText(/^Node: \S+/).waitFor();
        // Pictures are read where the API is: in the room, and by a visitor of it.
        await choose(near, [fileOf('far.jpg', await photo({ hue: 200 }))]);
        await readyCount(near, 1);
        await say(near, 'seen from afar');
        const visitor = await openPerson(browser, product.webOrigin);
        await visitor.page.goto('/r/general');
        for (const person of [far, visitor]) {
          const picture = person.page.locator('article', { hasText: 'seen from afar' }).last().locator('img').first();
          await until(
            () => picture.evaluate(({ src, naturalWidth }) => [new URL(src).origin, naturalWidth > 0]),
            ([origin, isLoaded]) => origin === url && isLoaded,
            'the picture is there',
          );
        }
        assert.deepEqual([...far.problems, ...visitor.problems], []);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    },
  },
  {
    name: 'a message is read aloud on another origin that the API allows',
    async run({ browser, url, product }) {
      const server = await servePages(product.webOrigin, url);
      try {
        const far = await openPerson(browser, product.webOrigin);
        await enter(far, '/r/general', 'Far');
        await say(far, 'escucha esta frase desde otro origen');
        const { asked, sound } = await listen(far, 'escucha esta frase desde otro origen');
        assert.equal(new URL(asked.url()).origin, url);
        assert.equal(asked.headers()['access-control-allow-origin'], product.webOrigin);
        assert.match(sound.url(), new RegExp(`^${url}/speech/[0-9a-f]{64}\\.(wav|mp3)$`));
        await far.page.getByRole('group', { name: 'Reading Far aloud' }).waitFor({ state: 'detached' });
        assert.deepEqual(await far.page.getByRole('status').allInnerTexts().then(onlyTexts), []);
        assert.deepEqual(far.problems, []);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    },
  },
  {
    name: 'an origin that the API does not know gets nothing from it',
    async run({ browser, url }) {
      const origin = `http://127.0.0.1:${await freePort()}`;
      const server = await servePages(origin, url);
      try {
        const stranger = await openPerson(browser, origin);
        await stranger.page.goto('/r/general');
        await stranger.page.getByRole('button', { name: /^(Enter|Entrar)/ }).click();
        await stranger.page.getByRole('alert').waitFor();
        assert.equal(await stranger.page.getByRole('log').count(), 0);
        await until(
          () => stranger.problems,
          (problems) => problems.some((problem) => /CORS/.test(problem)),
          'the browser says why',
        );
        const friend = await openPerson(browser, url);
        await enter(friend, '/r/general', 'Friend');
        await say(friend, 'only for friends');
        const message = friend.page.locator('article', { hasText: 'only for friends' }).last();
        await until(
          () => message.getAttribute('data-message'),
          (value) => value !== null,
          'the message is stored',
        );
        const token = await friend.page.evaluate(() => JSON.parse(localStorage.getItem('tertulia.session')).token);
        const path = `/api/rooms/general/messages/${await message.getAttribute('data-message')}/speech`;
        const ask = ({ page }) =>
          page.evaluate(
            ([address, bearer]) =>
              fetch(address, { method: 'POST', headers: { Authorization: `Bearer ${bearer}` } }).then(
                ({ status }) => status,
                () => 'nothing',
              ),
            [url + path, token],
          );
        assert.equal(await ask(stranger), 'nothing');
        assert.equal(await ask(friend), 200);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    },
  },
];
