import assert from 'node:assert/strict';
import { enter, openPerson, say, textsOf, until } from './browser.mjs';
import { prepareNodes } from './nodes.mjs';

const nodeOf = ({ page }) => page.getByText(/^Node: \S+/).innerText();

/** From now on remembers what the bar over the room says, and whether the room under it moves. */
async function watchBar({ page }) {
  await page.evaluate(() => {
    const bar = document.querySelector('.connection');
    const log = document.querySelector('[role=log]');
    globalThis.barTexts = [];
    globalThis.logTops = new Set([log.getBoundingClientRect().top]);
    new MutationObserver(() => {
      globalThis.barTexts.push(bar.textContent);
      globalThis.logTops.add(log.getBoundingClientRect().top);
    }).observe(bar, { childList: true, subtree: true, characterData: true });
  });
}

const barTexts = ({ page }) => page.evaluate(() => globalThis.barTexts.join(' '));
const movements = ({ page }) => page.evaluate(() => globalThis.logTops.size - 1);

/** Each of the texts is drawn once at every person, in the same order. */
async function allOnce(people, texts) {
  for (const person of people)
    await until(
      () => textsOf(person),
      (drawn) => texts.every((text) => drawn.filter((other) => other === text).length === 1),
      'all once',
      60_000,
    );
  const [first, ...others] = await Promise.all(people.map(textsOf));
  for (const other of others) assert.deepEqual(other.slice(-texts.length), first.slice(-texts.length));
}

export const reconnecting = [
  {
    name: 'reconnecting: a node that leaves sends everybody to the other one without an alarm, and one that dies loses nothing',
    async run({ browser }) {
      const nodes = await prepareNodes();
      try {
        const [ana, rui] = [await openPerson(browser, nodes.url), await openPerson(browser, nodes.url)];
        for (const person of [ana, rui]) await enter(person);
        assert.equal(await nodeOf(ana), 'Node: node-a');
        for (const person of [ana, rui]) {
          person.isCut = true;
          await watchBar(person);
        }
        await say(ana, 'before the leave');
        const gone = nodes.end('node-a', 'SIGTERM');
        await say(rui, 'during the leave');
        for (const person of [ana, rui])
          await until(
            () => nodeOf(person),
            (node) => node === 'Node: node-b',
            'the badge',
          );
        await gone;
        await say(ana, 'after the leave');
        await allOnce([ana, rui], ['before the leave', 'during the leave', 'after the leave']);
        for (const person of [ana, rui]) assert.doesNotMatch(await barTexts(person), /No connection/);
        await nodes.startNode('node-a');
        await say(ana, 'before the death');
        await nodes.end('node-b', 'SIGKILL');
        await say(ana, 'at the death 1');
        await say(rui, 'at the death 2');
        for (const person of [ana, rui])
          await until(
            () => nodeOf(person),
            (node) => node === 'Node: node-a',
            'the badge',
          );
        const texts = ['before the death', 'at the death 1', 'at the death 2'];
        for (const person of [ana, rui])
          await until(
            () => textsOf(person),
            (drawn) => texts.every((text) => drawn.filter((other) => other === text).length === 1),
            'all once',
            60_000,
          );
        for (const person of [ana, rui]) assert.equal(await movements(person), 0);
        assert.deepEqual([...ana.problems, ...rui.problems], []);
      } finally {
        await nodes.close();
      }
    },
  },
  {
    name: 'reconnecting: who is refused asks seldom and politely, says so, keeps what is written, and comes back by itself',
    async run({ browser }) {
      const nodes = await prepareNodes();
      try {
        const ana = await openPerson(browser, nodes.url);
        await enter(ana);
        ana.isCut = true;
        nodes.door.isRefusing = true;
        nodes.door.handshakes = 0;
        nodes.door.cut();
        await ana.page.getByText('No connection. Your messages will be sent when it returns.').waitFor();
        await until(
          () => nodes.door.handshakes,
          (count) => count >= 3,
          'attempts',
          40_000,
        );
        // Over HTTP, which is not refused, what is written gets through meanwhile.
        await say(ana, 'written while refused');
        // The network came back, the browser says, three times at once: one attempt.
        const before = nodes.door.handshakes;
        await ana.page.evaluate(() => {
          for (let count = 0; count < 3; count += 1) window.dispatchEvent(new Event('online'));
        });
        await until(
          () => nodes.door.handshakes,
          (count) => count > before,
          'an attempt at once',
          5_000,
        );
        assert.ok(nodes.door.handshakes - before <= 2, `${nodes.door.handshakes - before} handshakes for three events`);
        nodes.door.isRefusing = false;
        await until(
          () => ana.page.locator('.connection-offline').count(),
          (count) => count === 0,
          'back by itself',
          60_000,
        );
        await say(ana, 'and on it goes');
        await allOnce([ana], ['written while refused', 'and on it goes']);
        assert.deepEqual(ana.problems, []);
      } finally {
        await nodes.close();
      }
    },
  },
];
