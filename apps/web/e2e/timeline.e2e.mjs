import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { drawings, enter, openPerson, say, textsOf, until } from './browser.mjs';

/** Writes messages over HTTP as somebody else, many at a time. */
async function fillRoom(url, name, count) {
  const ask = async (path, token, body) => {
    const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.ok(response.ok, `${path}: ${response.status}`);
    return response.json();
  };
  const { token } = await ask('/api/session', undefined, { displayName: 'Filler' });
  // A name of its own: rooms of several tests begin in the same way.
  const room = await ask('/api/rooms', token, { name: `${name} ${randomUUID().slice(0, 8)}` });
  const write = (text) => ask(`/api/rooms/${room.id}/messages`, token, { text, clientMessageId: randomUUID() });
  for (let start = 0; start < count; start += 100) {
    const amount = Math.min(100, count - start);
    await Promise.all(
      Array.from({ length: amount }, () => write(`filled ${'word '.repeat(1 + Math.floor(Math.random() * 40))}`)),
    );
  }
  return { room, write };
}

const distance = (person) =>
  person.page.getByRole('log').evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);

export const timeline = [
  {
    name: 'a long room opens at its end, loads earlier messages in place, and tells of new ones below',
    async run({ browser, url }) {
      const { room, write } = await fillRoom(url, 'Long room', 400);
      const ana = await openPerson(browser, url);
      await enter(ana, `/r/${room.slug}`);
      await ana.page.locator('article').first().waitFor();
      await until(
        () => distance(ana),
        (px) => px < 50,
        'opens at the end',
      );
      const log = ana.page.getByRole('log');
      await log.hover();
      await ana.page.mouse.wheel(0, -600);
      await until(
        () => distance(ana),
        (px) => px > 400,
        'scrolled up',
      );
      // The turn of the wheel ends, and lines that came into view are measured, before anything is held against it.
      const before = await settledFirst(ana);
      await write('news while away');
      await ana.page.getByRole('button', { name: '1 new message' }).waitFor();
      await until(
        () => settledFirst(ana),
        (now) => now.id === before.id && now.top === before.top,
        'nothing moved',
      );
      await until(
        async () => {
          await ana.page.mouse.wheel(0, -3_000);
          await drawings(ana, 2);
          assert.ok((await ana.page.locator('article').count()) > 0, 'lines');
          return ana.page.getByText('This is the beginning of').isVisible();
        },
        (isVisible) => isVisible,
        'the beginning',
        60_000,
      );
      assert.ok((await ana.page.locator('article').count()) < 400, 'only what is near the window is in the page');
      await say(ana, 'my own word');
      await until(
        () => distance(ana),
        (px) => px < 50,
        'an own message goes to the end',
      );
      await until(
        () => textsOf(ana),
        (texts) => texts.at(-1) === 'my own word',
        'the own message is the last',
      );
      assert.deepEqual(ana.problems, []);
    },
  },
  {
    name: 'earlier messages come without moving the one that is read',
    async run({ browser, url }) {
      await holdLine(browser, url, async (ana) => {
        await ana.page.locator('article').first().waitFor();
        // A list whose lines are still being measured may go to its end once more.
        await until(
          () => scrollTo(ana, 300),
          (top) => top === 300,
          'among the first lines',
        );
      });
    },
  },
  {
    name: 'earlier messages come without moving the one that is read, turned to while the room opens',
    async run({ browser, url }) {
      await holdLine(browser, url, async (ana) => {
        await ana.page.locator('article').first().waitFor({ state: 'attached' });
        await wheelUp(ana);
      });
    },
  },
  {
    name: 'earlier messages come without moving the one that is read, right after the list went to its end',
    async run({ browser, url }) {
      await holdLine(browser, url, async (ana) => {
        await ana.page.locator('article').first().waitFor();
        await wheelUp(ana);
        // All lines are measured by now, so that nothing but the page above them moves the list again.
        await ana.page.getByRole('log').evaluate(async (log) => {
          const drawing = () => new Promise((resolve) => requestAnimationFrame(resolve));
          const end = { key: 'End', ctrlKey: true, bubbles: true, cancelable: true };
          log.dispatchEvent(new KeyboardEvent('keydown', end));
          while (log.scrollHeight - log.scrollTop - log.clientHeight > 1) await drawing();
          await drawing();
          log.scrollTop = 300;
        });
      });
    },
  },
];

/** Turns the wheel until the first lines are near. */
async function wheelUp(person) {
  await person.page.getByRole('log').hover();
  await until(
    async () => {
      await person.page.mouse.wheel(0, -600);
      await drawings(person, 10);
      return person.page.getByRole('log').evaluate((log) => log.scrollTop);
    },
    (top) => top < 800,
    'turned to earlier messages',
  );
}

/** Scrolls the list to somewhere, as a page or a script does. @returns where it is some drawings later. */
async function scrollTo(person, top) {
  await person.page.getByRole('log').evaluate((log, place) => {
    log.scrollTop = place;
  }, top);
  await drawings(person, 5);
  return person.page.getByRole('log').evaluate((log) => log.scrollTop);
}

/** Reads among the first lines that are loaded, while the page before them is on its way. */
async function holdLine(browser, url, turn) {
  const { room } = await fillRoom(url, 'Anchored room', 200);
  const ana = await openPerson(browser, url);
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await ana.page.route(/before=/, async (route) => {
    await held;
    await route.continue();
  });
  const asked = ana.page.waitForRequest(/before=/);
  await enter(ana, `/r/${room.slug}`);
  await turn(ana);
  await asked;
  // Lines that came into view are measured first.
  const before = await settledFirst(ana);
  const answered = ana.page.waitForResponse(/before=/);
  release();
  await answered;
  await until(
    () => ana.page.getByRole('log').evaluate((log) => log.scrollTop),
    (top) => top > 1_000,
    'the page is in place',
  );
  const after = await until(
    () => positionOf(ana, before.id),
    (top) => top !== undefined && Math.abs(top - before.top) <= 2,
    `held at ${before.top}`,
  );
  assert.ok(Math.abs(after - before.top) <= 2);
  assert.deepEqual(ana.problems, []);
}

/** The first text that begins within the window, and where. */
function firstVisible(person) {
  return person.page.getByRole('log').evaluate((log) => {
    const top = log.getBoundingClientRect().top;
    const topOf = (element) => element.querySelector('.message-text').getBoundingClientRect().top;
    const article = [...log.querySelectorAll('article')].find((element) => topOf(element) >= top);
    return article ? { id: article.dataset.message, top: Math.round(topOf(article)) } : undefined;
  });
}

/** The same in two looks with some drawings between them. */
async function settledFirst(person) {
  let last;
  return until(
    async () => {
      const [known, now] = [last, await firstVisible(person)];
      last = now;
      await person.page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))),
      );
      return known && now && known.id === now.id && known.top === now.top ? now : undefined;
    },
    (seen) => seen !== undefined,
    'a visible message at rest',
  );
}

function positionOf(person, id) {
  return person.page.evaluate((message) => {
    const text = document.querySelector(`article[data-message="${message}"] .message-text`);
    return text ? Math.round(text.getBoundingClientRect().top) : undefined;
  }, id);
}
