import assert from 'node:assert/strict';
import { enter, openPerson, say, unreadOf, until } from './browser.mjs';

/** Fills in the dialog for a new room and sends it off. */
async function createRoom({ page }, name) {
  await page.getByRole('button', { name: 'Create a room' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
}

export const rooms = [
  {
    name: 'a new room appears for everybody, and its unread messages are marked',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana);
      await enter(rui);
      await createRoom(ana, 'Poesía del jueves');
      await ana.page.waitForURL(/\/r\/poesia-del-jueves$/);
      await ana.page.getByText('Nobody has written yet').waitFor();
      const link = rui.page.getByRole('link', { name: /Poesía del jueves/ });
      await link.click();
      await rui.page.getByRole('heading', { level: 1, name: /Poesía/ }).waitFor();
      await until(
        () => ana.page.locator('.people-button').innerText(),
        (text) => /2 here/.test(text),
        'rui came',
      );
      await rui.page.getByRole('link', { name: /general/ }).click();
      await rui.page.getByRole('heading', { level: 1, name: /general/ }).waitFor();
      await say(ana, 'Verde que te quiero verde');
      await rui.page.locator('.room-unread', { hasText: 'Poesía' }).waitFor();
      await until(
        () => rui.page.title(),
        (title) => title.startsWith('• general'),
        'the title',
      );
      await link.click();
      await rui.page.getByText('Verde que te quiero verde').waitFor();
      // Read is what was in view for a while.
      await until(
        () => unreadOf(rui, 'poesia-del-jueves'),
        (unread) => unread === 0,
        'seen',
      );
      await rui.page.getByRole('link', { name: /general/ }).click();
      await until(
        () => rui.page.locator('.room-unread', { hasText: 'Poesía' }).count(),
        (count) => count === 0,
        'read',
      );
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  {
    name: 'a name that is taken is explained in the dialog',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      await enter(ana);
      await createRoom(ana, 'General');
      await ana.page.getByText('A room with this name exists already.').waitFor();
      await ana.page.keyboard.press('Escape');
      await until(
        () => ana.page.getByRole('dialog').count(),
        (count) => count === 0,
        'the dialog is gone',
      );
      // The browser itself writes the 409 into its console.
      assert.deepEqual(
        ana.problems.filter((problem) => !/status of 409/.test(problem)),
        [],
      );
    },
  },
  {
    name: 'an address without a room shows its own page beside the rooms, also when it is opened directly',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      ana.expects404 = true;
      await enter(ana);
      for (const path of ['/r/no-such-room', '/nothing/here', '/r/no-such-room/m/x']) {
        await ana.page.goto(path);
        await ana.page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
        await ana.page
          .getByRole('navigation')
          .getByRole('link', { name: /general/ })
          .waitFor();
      }
      await ana.page.getByRole('link', { name: 'Go to general' }).click();
      await ana.page.getByRole('log').waitFor();
      assert.deepEqual(ana.problems, []);
    },
  },
  {
    name: 'a deep link leads to its room after entering, and back and forward work',
    async run({ browser, url }) {
      const [rui, ana] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(rui);
      await createRoom(rui, 'Prosa del lunes');
      await rui.page.waitForURL(/\/r\/prosa-del-lunes$/);
      await enter(ana, '/r/prosa-del-lunes');
      await ana.page.getByRole('heading', { level: 1, name: /Prosa/ }).waitFor();
      await ana.page.getByRole('link', { name: /general/ }).click();
      await ana.page.getByRole('heading', { level: 1, name: /general/ }).waitFor();
      await ana.page.goBack();
      await ana.page.getByRole('heading', { level: 1, name: /Prosa/ }).waitFor();
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  {
    name: 'a visit that ended elsewhere leads calmly to the way in, once',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      await enter(ana);
      // A question that was on its way would rightly be refused, which the browser calls a problem.
      await ana.page.waitForLoadState('networkidle');
      await ana.page.evaluate(async () => {
        const { token } = JSON.parse(localStorage.getItem('tertulia.session'));
        await fetch('/api/session', { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } });
      });
      await ana.page.getByText('Your visit has ended').waitFor();
      await ana.page.getByRole('button', { name: 'Enter' }).click();
      await ana.page.getByRole('log').waitFor();
      assert.deepEqual(ana.problems, []);
    },
  },
  {
    name: 'at 320 px rooms and messages are screens of their own, and nothing scrolls sideways',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url, { viewport: { width: 320, height: 640 }, hasTouch: true });
      const overflow = () => ana.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      await ana.page.goto('/');
      await ana.page.getByRole('button', { name: 'Enter' }).waitFor();
      assert.ok((await overflow()) <= 0);
      await enter(ana);
      assert.ok((await overflow()) <= 0);
      await say(ana, `narrow ${'w'.repeat(300)}`);
      await ana.page.getByText('narrow w').waitFor();
      assert.ok((await overflow()) <= 0);
      await ana.page.getByRole('link', { name: 'Back to the rooms' }).click();
      await ana.page.getByRole('navigation').waitFor();
      await until(
        () => ana.page.getByRole('log').count(),
        (count) => count === 0,
        'only the rooms are shown',
      );
      assert.ok((await overflow()) <= 0);
      await ana.page.getByRole('link', { name: /general/ }).click();
      await ana.page.getByRole('log').waitFor();
      assert.deepEqual(ana.problems, []);
    },
  },
];
