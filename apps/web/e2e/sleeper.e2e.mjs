import assert from 'node:assert/strict';
import { enter, openPerson, say, textsOf, until } from './browser.mjs';

const COUNT = 40;
/**
 * Lists, the person, drafts, notifications and what a handshake takes are about ten, and as many again for a page that learns
 * only after it was back that it had been offline; not one request for each message.
 */
const MOST_REQUESTS = 25;

/** Puts messages into the open room over HTTP, as a person of its own. */
async function writeMany(url, count) {
  const json = { 'Content-Type': 'application/json' };
  const post = async (path, body, token) => {
    const headers = { ...json, ...(token && { Authorization: `Bearer ${token}` }) };
    const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return answer.json();
  };
  const { token } = await post('/api/session', {});
  for (let at = 1; at <= count; at += 1)
    await post(
      '/api/rooms/general/messages',
      { text: `while asleep ${at}`, clientMessageId: crypto.randomUUID() },
      token,
    );
}

/** The processes of this browser that run pages; stopped, a page is as asleep as under a closed lid. */
async function findRenderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

export const sleeper = [
  {
    name: 'a page that slept shows all that was written meanwhile, once and in order, and asks for it in a few requests',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      await enter(ana, '/r/general');
      await say(ana, 'before the sleep');
      await until(
        () => ana.page.locator('[data-state=pending]').count(),
        (count) => count === 0,
        'sent',
      );
      ana.isCut = true;
      const renderers = await findRenderers(browser);
      await ana.context.setOffline(true);
      for (const pid of renderers) process.kill(pid, 'SIGSTOP');
      try {
        await writeMany(url, COUNT);
      } finally {
        for (const pid of renderers) process.kill(pid, 'SIGCONT');
      }
      const requests = [];
      ana.page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
      ana.page.on('websocket', (socket) => requests.push(`socket ${new URL(socket.url()).pathname}`));
      await ana.context.setOffline(false);
      await ana.page
        .getByText(`while asleep ${COUNT}`, { exact: true })
        .waitFor({ state: 'attached', timeout: 60_000 });
      // Rows are measured as they come; at rest it shows the last ones, one after the other.
      const drawn = async () => (await textsOf(ana)).filter((text) => text.startsWith('while asleep'));
      const lastOnes = (count) => Array.from({ length: count }, (_, at) => `while asleep ${COUNT - count + 1 + at}`);
      await until(
        drawn,
        (texts) => texts.length > 0 && texts.join() === lastOnes(texts.length).join(),
        'the last ones',
      );
      await say(ana, 'awake');
      await until(
        () => textsOf(ana),
        (texts) => texts.at(-1) === 'awake',
        'it goes on',
      );
      assert.ok(requests.length <= MOST_REQUESTS, `${requests.length} requests: ${requests.join(', ')}`);
      assert.deepEqual(ana.problems, []);
    },
  },
];
