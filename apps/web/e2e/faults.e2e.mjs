import assert from 'node:assert/strict';
import { enter, openPerson, say, textsOf, until } from './browser.mjs';

const isLast =
  (...wanted) =>
  (texts) =>
    texts.slice(-wanted.length).join('|') === wanted.join('|');

async function cut(person) {
  person.isCut = true;
  await person.context.setOffline(true);
  await person.page.getByText('No connection. Your messages will be sent when it returns.').waitFor();
}

async function join(person) {
  await person.context.setOffline(false);
  await until(
    () => person.page.locator('[data-state=pending]').count(),
    (count) => count === 0,
    'nothing is pending',
    40_000,
  );
}

export const faults = [
  {
    name: 'what is written without a network arrives once, in order, and both see the same list',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana);
      await enter(rui);
      await say(ana, 'before the tunnel');
      await rui.page.getByText('before the tunnel').waitFor();
      await cut(ana);
      await say(ana, 'in the tunnel 1');
      await say(ana, 'in the tunnel 2');
      await until(
        () => ana.page.locator('[data-state=pending]').count(),
        (count) => count === 2,
        'both wait',
      );
      await say(rui, 'outside meanwhile');
      await rui.page.getByText('outside meanwhile').waitFor();
      await join(ana);
      const wanted = isLast('before the tunnel', 'outside meanwhile', 'in the tunnel 1', 'in the tunnel 2');
      await until(() => textsOf(rui), wanted, 'rui sees all');
      await until(() => textsOf(ana), wanted, 'ana sees the same');
      for (const person of [ana, rui])
        for (const text of ['in the tunnel 1', 'in the tunnel 2'])
          assert.equal((await textsOf(person)).filter((other) => other === text).length, 1);
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  {
    name: 'a reload in the middle of sending loses nothing and doubles nothing',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana);
      await enter(rui);
      await cut(ana);
      for (let count = 1; count <= 5; count += 1) await say(ana, `kept over the reload ${count}`);
      await ana.context.setOffline(false);
      // At once, while some are on their way and others wait.
      await ana.page.reload();
      await ana.page.getByRole('log').waitFor();
      const wanted = isLast(...[1, 2, 3, 4, 5].map((count) => `kept over the reload ${count}`));
      await until(() => textsOf(rui), wanted, 'rui sees all', 40_000);
      await until(() => textsOf(ana), wanted, 'ana sees all', 40_000);
      await until(
        () =>
          ana.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('tertulia.unsent')).length),
        (count) => count === 0,
        'nothing waits',
      );
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  {
    name: 'a killed server that comes back finds both browsers again, with nothing lost and nothing twice',
    async run({ browser, url, product }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana);
      await enter(rui);
      for (let count = 1; count <= 3; count += 1) await say(ana, `before the crash ${count}`);
      await rui.page.getByText('before the crash 3').waitFor();
      for (const person of [ana, rui]) person.isCut = true;
      await say(ana, 'at the moment of the crash');
      const before = await ana.page.getByText(/^Node: \S+/).innerText();
      await product.crash();
      await rui.page
        .getByText(/No connection|Connecting/)
        .first()
        .waitFor();
      await say(rui, 'written while it was down');
      await until(
        () => rui.page.locator('[data-state=pending]').count(),
        (count) => count === 1,
        'it waits',
      );
      await product.start();
      const all = [
        'before the crash 1',
        'before the crash 2',
        'before the crash 3',
        'at the moment of the crash',
        'written while it was down',
      ];
      for (const person of [ana, rui]) {
        await until(
          () => textsOf(person),
          (texts) => all.every((text) => texts.filter((other) => other === text).length === 1),
          'all once',
          60_000,
        );
      }
      // Another process has another name, and the badge says so.
      await until(
        () => ana.page.getByText(/^Node: /).innerText(),
        (node) => /^Node: \S+/.test(node) && node !== before,
        'the other process',
      );
      await until(
        () => Promise.all([textsOf(ana), textsOf(rui)]),
        ([one, other]) => one.slice(-5).join('|') === other.slice(-5).join('|'),
        'the same order',
      );
      await say(ana, 'and on it goes');
      await rui.page.getByText('and on it goes').waitFor();
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
];
