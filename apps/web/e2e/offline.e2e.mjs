import assert from 'node:assert/strict';
import { enter, openPerson, say, textsOf, until } from './browser.mjs';

/** Until the service worker is in charge of the page and has all its files. */
async function installed({ page }) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((resolve) =>
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
    );
  });
}

const isKept = ({ page }, text) =>
  page.evaluate(async (wanted) => {
    const database = await new Promise((resolve, reject) => {
      const request = indexedDB.open('tertulia');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const values = await new Promise((resolve, reject) => {
      const request = database.transaction('kept').objectStore('kept').getAll();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    database.close();
    return JSON.stringify(values).includes(wanted);
  }, text);

export const offline = [
  {
    name: 'without a network a reload shows the last conversation, takes messages, and sends them on return',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana, '/r/general', 'Ana');
      await enter(rui, '/r/general', 'Rui');
      await say(rui, 'something to read on the train');
      await ana.page.getByText('something to read on the train').waitFor();
      await installed(ana);
      await until(() => isKept(ana, 'something to read on the train'), Boolean, 'kept');
      ana.isCut = true;
      await ana.context.setOffline(true);
      await ana.page.reload();
      await ana.page.getByText('something to read on the train').waitFor();
      await ana.page.getByText('No connection').waitFor();
      await say(ana, 'written on the train');
      await until(
        () => ana.page.locator('[data-state=pending]').count(),
        (count) => count === 1,
        'it waits',
      );
      await ana.context.setOffline(false);
      await rui.page.getByText('written on the train').waitFor();
      await until(
        () => ana.page.locator('[data-state=pending]').count(),
        (count) => count === 0,
        'sent',
      );
      for (const person of [ana, rui])
        await until(
          () => textsOf(person),
          (texts) => texts.slice(-2).join() === 'something to read on the train,written on the train',
          'both in order',
        );
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  {
    name: 'what changed while away is caught up with, and nothing old stays',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana, '/r/general', 'Ana');
      await enter(rui, '/r/general', 'Rui');
      await say(rui, 'this will be taken back');
      await say(rui, 'this will stay');
      await ana.page.getByText('this will stay').waitFor();
      await until(() => isKept(ana, 'this will stay'), Boolean, 'kept');
      await ana.page.goto('about:blank');
      await rui.page.locator('article[data-message]').filter({ hasText: 'this will be taken back' }).last().focus();
      await rui.page.keyboard.press('Delete');
      await rui.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await rui.page.getByText('This message was deleted.').last().waitFor();
      await say(rui, 'and this is new');
      await ana.page.goto('/r/general');
      await ana.page.getByText('and this is new').waitFor();
      await until(
        () => ana.page.getByText('this will be taken back').count(),
        (count) => count === 0,
        'what was taken back is gone',
      );
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  {
    name: 'signing out leaves nothing of the conversation in the browser',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      await enter(ana, '/r/general', 'Ana');
      await say(ana, 'for those who were here');
      await until(() => isKept(ana, 'for those who were here'), Boolean, 'kept');
      await ana.page.goto('/settings/device');
      await ana.page.getByRole('button', { name: 'Sign out' }).click();
      await ana.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
      await ana.page.getByRole('button', { name: /^Enter/ }).waitFor();
      await until(
        () => ana.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)),
        (names) => !names.includes('tertulia'),
        'the database is gone',
      );
      const keys = await ana.page.evaluate(() => Object.keys(localStorage));
      assert.deepEqual(
        keys.filter((key) => /session|draft|unsent/.test(key)),
        [],
      );
      assert.deepEqual(ana.problems, []);
    },
  },
  {
    name: 'the app can be installed: manifest, icons, and a page for every address without a network',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      await enter(ana, '/r/general', 'Ana');
      const manifest = await (await ana.page.request.get('/app.webmanifest')).json();
      for (const { src } of manifest.icons) assert.equal((await ana.page.request.get(src)).status(), 200);
      await installed(ana);
      ana.isCut = true;
      await ana.context.setOffline(true);
      for (const path of ['/settings', '/r/general']) {
        await ana.page.goto(path);
        await ana.page.getByRole('navigation').first().waitFor();
      }
      assert.deepEqual(ana.problems, []);
    },
  },
];
