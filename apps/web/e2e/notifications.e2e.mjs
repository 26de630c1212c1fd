import assert from 'node:assert/strict';
import { axeViolations, editLast, enter, openPerson, say, until } from './browser.mjs';

const session = ({ page }) => page.evaluate(() => JSON.parse(localStorage.getItem('tertulia.session')));
const handleOf = async (person) => (await session(person)).user.handle;
const items = ({ page }) => page.locator('.notification');
const link = ({ page }, text) => page.locator('.notification-link', { hasText: text });

/** Another browser of the same person. */
async function openDevice(browser, url, person, path) {
  const kept = await session(person);
  const device = await openPerson(browser, url);
  await device.context.addInitScript((value) => localStorage.setItem('tertulia.session', value), JSON.stringify(kept));
  await device.page.goto(path);
  await device.page.getByRole('navigation', { name: 'Rooms' }).waitFor();
  return device;
}

/** How many notifications the server counts as unread, and mentions over all rooms. */
function countsOf({ page }) {
  return page.evaluate(async () => {
    const { token } = JSON.parse(localStorage.getItem('tertulia.session'));
    const ask = async (path) => (await fetch(path, { headers: { Authorization: `Bearer ${token}` } })).json();
    const { unread } = await ask('/api/notifications');
    const { items: rooms } = await ask('/api/rooms');
    return [unread, rooms.reduce((sum, { me }) => sum + (me?.mentions ?? 0), 0)];
  });
}

const badge = async ({ page }) =>
  (await page.locator('a.room-link[href="/notifications"] .badge > [aria-hidden]').allInnerTexts()).join();
const title = ({ page }) => page.title();

async function makeRoom(person, name, slug) {
  await person.page.getByRole('button', { name: 'Create a room' }).click();
  await person.page.getByLabel('Name', { exact: true }).fill(name);
  await person.page.getByRole('button', { name: 'Create', exact: true }).click();
  await person.page.waitForURL(new RegExp(`/r/${slug}$`));
  await person.page.getByText('Nobody has written yet').waitFor();
}

/** Ana somewhere else, and Rui in a room of his own, where he can call her. */
async function prepare(browser, url, slug) {
  const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
  await enter(ana, '/r/general', 'Ana');
  await enter(rui, '/r/general', 'Rui');
  await makeRoom(rui, slug, slug);
  await ana.page.goto('/catch-up');
  await ana.page.getByRole('heading', { level: 1 }).waitFor();
  return { ana, rui, ana_: `@${await handleOf(ana)}` };
}

const sent = (person, text) => person.page.locator('article[data-message]').filter({ hasText: text }).last().waitFor();

export const notifications = [
  {
    name: 'notifications: a mention leads to its room and its message, and is then read on every device',
    async run({ browser, url }) {
      const { ana, rui, ana_ } = await prepare(browser, url, 'calls');
      for (let line = 1; line <= 40; line += 1) await say(rui, `line ${line}`);
      await say(rui, `${ana_} come and look`);
      for (let line = 41; line <= 80; line += 1) await say(rui, `line ${line}`);
      await sent(rui, 'line 80');
      await link(ana, 'come and look').waitFor();
      await until(
        () => badge(ana),
        (text) => text === '1',
        'the badge',
      );
      await until(
        () => title(ana),
        (text) => text.startsWith('(1) '),
        'the title',
      );
      const phone = await openDevice(browser, url, ana, '/notifications');
      await link(phone, 'come and look').waitFor();
      const name = /^Unread\. Rui mentioned you in #calls ?, .+: .*come and look$/;
      await phone.page.getByRole('link', { name }).waitFor();
      await phone.page.getByRole('button', { name: /^Why\?/ }).click();
      await phone.page.locator('.notification-why').getByText('You were told here').waitFor();
      await until(
        () => badge(phone),
        (text) => text === '1',
        'it is not read by being listed',
      );
      await link(ana, 'come and look').click();
      await ana.page.waitForURL(/\/r\/calls\/m\/[0-9a-f-]+$/);
      await ana.page.locator('article.message-marked', { hasText: 'come and look' }).waitFor();
      for (const device of [ana, phone]) {
        await until(
          () => badge(device),
          (text) => text === '',
          'read',
        );
        await until(
          () => title(device),
          (text) => !text.startsWith('('),
          'the title is quiet',
        );
        await until(
          () => device.page.locator('.notification-unread').count(),
          (count) => count === 0,
          'nothing is shown as unread',
        );
        await until(
          () => items(device).count(),
          (count) => count === 1,
          'and it is listed still',
        );
      }
      await until(
        () => countsOf(ana),
        ([unread, mentions]) => unread + mentions === 0,
        'nothing is left',
      );
      assert.deepEqual([...ana.problems, ...rui.problems, ...phone.problems], []);
    },
  },
  {
    name: 'notifications: reading the room is enough, and so is seeing a message that an edit made a mention',
    async run({ browser, url }) {
      const { ana, rui, ana_ } = await prepare(browser, url, 'edits');
      await say(rui, `${ana_} first`);
      await until(
        () => badge(ana),
        (text) => text === '1',
        'the badge',
      );
      await ana.page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: /edits/ }).click();
      await until(
        () => badge(ana),
        (text) => text === '',
        'read in the room',
      );
      await say(rui, 'plain words');
      await sent(ana, 'plain words');
      await until(
        () => countsOf(ana),
        (counts) => counts.join() === '0,0',
        'all read',
      );
      // The marker is behind the message already when it begins to name her.
      await editLast(rui, `${ana_} plain words no more`);
      await until(
        () => items(ana).count(),
        (count) => count >= 1,
        'told',
      );
      await sent(ana, 'no more');
      await until(
        () => countsOf(ana),
        (counts) => counts.join() === '0,0',
        'seen, though it was read before',
      );
      await until(
        () => badge(ana),
        (text) => text === '',
        'and shown as read',
      );
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  {
    name: 'notifications: an edit brings one and takes it away, and so does deleting',
    async run({ browser, url }) {
      const { ana, rui, ana_ } = await prepare(browser, url, 'changes');
      await say(rui, 'nobody is meant');
      await sent(rui, 'nobody is meant');
      assert.equal(await items(ana).count(), 0);
      await editLast(rui, `${ana_} is meant`);
      await link(ana, 'is meant').waitFor();
      await editLast(rui, 'nobody again');
      await until(
        () => items(ana).count(),
        (count) => count === 0,
        'withdrawn',
      );
      await until(
        () => badge(ana),
        (text) => text === '',
        'and not counted',
      );
      await say(rui, `${ana_} for a moment`);
      await link(ana, 'for a moment').waitFor();
      await rui.page.locator('article[data-message]').filter({ hasText: 'for a moment' }).last().focus();
      await rui.page.keyboard.press('Delete');
      await rui.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await until(
        () => items(ana).count(),
        (count) => count === 0,
        'gone with the message',
      );
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  {
    name: 'notifications: all are read at once and made unread again, one by one and filtered',
    async run({ browser, url }) {
      const { ana, rui, ana_ } = await prepare(browser, url, 'many');
      await ana.page.keyboard.press('Control+Shift+M');
      await ana.page.waitForURL(/\/notifications$/);
      await ana.page.getByRole('heading', { name: 'No notifications yet' }).waitFor();
      for (const word of ['one', 'two', 'three']) await say(rui, `${ana_} ${word}`);
      await until(
        () => badge(ana),
        (text) => text === '3',
        'three',
      );
      const more = ana.page.getByRole('button', { name: /2 more in #many/ });
      await more.waitFor();
      await until(
        () => items(ana).count(),
        (count) => count === 1,
        'folded',
      );
      await more.click();
      await until(
        () => items(ana).count(),
        (count) => count === 3,
        'unfolded',
      );
      await link(ana, 'three').focus();
      await ana.page.keyboard.press('ArrowDown');
      await until(
        () => ana.page.evaluate(() => document.activeElement.textContent),
        (text) => text.includes('two'),
        'the next one has the focus',
      );
      await ana.page.getByRole('button', { name: 'Mark all as read' }).click();
      await until(
        () => badge(ana),
        (text) => text === '',
        'all read',
      );
      await ana.page.getByRole('button', { name: 'Undo' }).click();
      await until(
        () => badge(ana),
        (text) => text === '3',
        'unread again',
      );
      await ana.page.getByRole('button', { name: 'Unread', exact: true }).click();
      await ana.page
        .getByRole('button', { name: /^Mark as read: .*/ })
        .first()
        .click();
      await until(
        () => badge(ana),
        (text) => text === '2',
        'one is read',
      );
      await ana.page.getByRole('button', { name: 'Mark all as read' }).click();
      await ana.page.getByRole('heading', { name: 'Nothing is unread' }).waitFor();
      await until(
        () => countsOf(ana),
        (counts) => counts.join() === '0,0',
        'as the server has it',
      );
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  {
    name: 'notifications: the empty list says in Spanish what was asked for, word for word',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url, { locale: 'es' });
      await enter(ana);
      await ana.page.getByRole('region', { name: 'Notificaciones' }).waitFor();
      await ana.page.getByRole('heading', { name: 'El usuario no ha recibido notificaciones', exact: true }).waitFor();
      await ana.page.goto('/notifications');
      const text = await ana.page.getByRole('main').getByRole('heading', { level: 2 }).innerText();
      assert.equal(text, 'El usuario no ha recibido notificaciones');
      assert.deepEqual(ana.problems, []);
    },
  },
  {
    name: 'notifications: on a narrow screen they are behind the bell, and nothing scrolls sideways',
    async run({ browser, url }) {
      const rui = await openPerson(browser, url);
      await enter(rui, '/r/general', 'Rui');
      const ana = await openPerson(browser, url, { viewport: { width: 320, height: 640 }, hasTouch: true });
      await enter(ana, '/r/general', 'Ana');
      const overflow = () => ana.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      await makeRoom(rui, 'narrow', 'narrow');
      await say(rui, `@${await handleOf(ana)} behind the bell ${'w'.repeat(80)}`);
      const bell = ana.page.getByRole('link', { name: /^Notifications.*1 unread notification$/ });
      await bell.waitFor();
      assert.ok((await overflow()) <= 0);
      await bell.click();
      await link(ana, 'behind the bell').waitFor();
      assert.ok((await overflow()) <= 0);
      assert.deepEqual(await axeViolations(ana), []);
      await ana.page.getByRole('link', { name: 'Back to the rooms' }).click();
      await until(
        () => ana.page.getByRole('region', { name: 'Notifications' }).count(),
        (count) => count === 0,
        'the list is behind the bell',
      );
      await ana.page.getByRole('link', { name: /^Notifications/ }).click();
      await link(ana, 'behind the bell').click();
      await ana.page.locator('article.message-marked').waitFor();
      await until(
        () => countsOf(ana),
        ([unread]) => unread === 0,
        'read',
      );
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  ...['light', 'dark', 'contrast'].map((theme) => ({
    name: `notifications: axe finds nothing, ${theme}`,
    async run({ browser, url }) {
      const rui = await openPerson(browser, url);
      await enter(rui, '/r/general', 'Rui');
      await makeRoom(rui, `axe ${theme}`, `axe-${theme}`);
      const ana = await openPerson(browser, url, { theme });
      await enter(ana, '/r/general', 'Ana');
      await ana.page.getByRole('heading', { name: 'No notifications yet' }).waitFor();
      assert.deepEqual(await axeViolations(ana), [], 'empty, beside a room');
      const ana_ = `@${await handleOf(ana)}`;
      for (const word of ['one', 'two']) await say(rui, `${ana_} ${word}`);
      await until(
        () => badge(ana),
        (text) => text === '2',
        'told',
      );
      assert.deepEqual(await axeViolations(ana), [], 'beside a room');
      await ana.page.goto('/notifications');
      await ana.page.getByRole('button', { name: /1 more/ }).click();
      await ana.page
        .getByRole('button', { name: /^Why\?/ })
        .first()
        .click();
      assert.deepEqual(await axeViolations(ana), [], 'the page');
      await ana.page.getByRole('button', { name: 'Mark all as read' }).click();
      await ana.page.getByRole('button', { name: 'Undo' }).waitFor();
      assert.deepEqual(await axeViolations(ana), [], 'all read');
      assert.deepEqual(ana.problems, []);
    },
  })),
];
