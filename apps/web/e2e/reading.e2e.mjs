// What product rules 4.3 and 4.4 promise, seen in a browser: where a room opens, the divider, reading, drafts, two devices.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { enter, openPerson, say, textsOf, unreadOf, until } from './browser.mjs';

async function ask(url, method, path, token, body) {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(`${url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response.status === 204 ? undefined : response.json();
}

/** A room of a name with a writer who uses HTTP alone. */
async function makeRoom(url, name) {
  const { token } = await ask(url, 'POST', '/api/session', undefined, { displayName: 'Writer' });
  const room = await ask(url, 'POST', '/api/rooms', token, { name });
  const write = (text) =>
    ask(url, 'POST', `/api/rooms/${room.id}/messages`, token, { text, clientMessageId: randomUUID() });
  const writeMany = async (count, prefix) => {
    const written = [];
    for (let index = 1; index <= count; index += 1) written.push(await write(`${prefix} ${index}`));
    return written;
  };
  return { room, write, writeMany };
}

const tokenOf = ({ page }) => page.evaluate(() => JSON.parse(localStorage.getItem('tertulia.session')).token);

/** The same person in another browser. */
async function openDevice(person, browser, url) {
  const other = await openPerson(browser, url);
  const session = await person.page.evaluate(() => localStorage.getItem('tertulia.session'));
  await other.context.addInitScript((value) => localStorage.setItem('tertulia.session', value), session);
  return other;
}

const topOf = (person, text) =>
  person.page.evaluate((wanted) => {
    const log = document.querySelector('[role=log]');
    const found = [...log.querySelectorAll('article')].find((article) => article.textContent.includes(wanted));
    return found ? (found.getBoundingClientRect().top - log.getBoundingClientRect().top) / log.clientHeight : undefined;
  }, text);

const distance = (person) =>
  person.page.getByRole('log').evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);

export const reading = [
  {
    name: 'a room opens at the first unread message, however far back, and comes to the present without a hole',
    async run({ browser, url }) {
      const { room, writeMany } = await makeRoom(url, 'Far behind');
      await writeMany(5, 'old');
      const ana = await openPerson(browser, url);
      await enter(ana, `/r/${room.slug}`, 'Ana');
      await ana.page.getByText('old 5', { exact: true }).waitFor();
      await until(
        () => unreadOf(ana, room.slug),
        (unread) => unread === 0,
        'read',
      );
      await ana.page.goto('/settings');
      await writeMany(150, 'new');
      await ana.page.goto(`/r/${room.slug}`);
      await ana.page.getByText('new 1', { exact: true }).waitFor();
      await until(
        () => topOf(ana, 'new 1'),
        (top) => top > 0.15 && top < 0.5,
        'one third from the top',
      );
      assert.equal(await ana.page.getByText('new 150', { exact: true }).count(), 0);
      await ana.page.getByRole('log').getByText('New', { exact: true }).waitFor();
      await ana.page.getByText(/150 new messages since/).waitFor();
      await ana.page.getByRole('button', { name: /Jump to the present/ }).click();
      await ana.page.getByText('new 150', { exact: true }).waitFor();
      await until(
        () => distance(ana),
        (px) => px < 50,
        'at the end',
      );
      await until(
        () => unreadOf(ana, room.slug),
        (unread) => unread === 0,
        'all read',
      );
      assert.deepEqual(ana.problems, []);
    },
  },
  {
    name: 'a room opens at the first unread message, also when the page before it comes at that moment',
    async run({ browser, url }) {
      const { room, write, writeMany } = await makeRoom(url, 'Two pages');
      await writeMany(120, 'old');
      const ana = await openPerson(browser, url);
      await enter(ana, `/r/${room.slug}`, 'Ana');
      await ana.page.getByText('old 120', { exact: true }).waitFor();
      await until(
        () => unreadOf(ana, room.slug),
        (unread) => unread === 0,
        'read',
      );
      await ana.page.goto('/settings');
      await write('the only new one');
      await ana.page.addInitScript(() => {
        const ask = globalThis.fetch;
        const isPlacing = () => document.querySelector('.timeline-unplaced article') !== null;
        globalThis.fetch = async (...request) => {
          const answer = await ask(...request);
          if (String(request[0]?.url ?? request[0]).includes('before='))
            for (let left = 60; left > 0 && !isPlacing(); left -= 1) await new Promise(requestAnimationFrame);
          return answer;
        };
      });
      await ana.page.goto(`/r/${room.slug}`);
      await ana.page.getByText('the only new one', { exact: true }).waitFor();
      await until(
        () => topOf(ana, 'the only new one'),
        (top) => top > 0.15 && top < 1,
        'in the window',
      );
      assert.deepEqual(ana.problems, []);
    },
  },
  {
    name: 'a link to an old message shows it in its place, marks it, and history does not count as read',
    async run({ browser, url }) {
      const { room, writeMany } = await makeRoom(url, 'Linked');
      const written = await writeMany(180, 'line');
      const ana = await openPerson(browser, url);
      await enter(ana, `/r/${room.slug}/m/${written[20].id}`, 'Ana');
      await ana.page.getByText('line 21', { exact: true }).waitFor();
      await until(
        () => topOf(ana, 'line 21'),
        (top) => top > 0.2 && top < 0.8,
        'in the middle',
      );
      await ana.page.locator('article:focus').filter({ hasText: 'line 21' }).waitFor();
      const texts = await textsOf(ana);
      assert.ok(!texts.includes('line 180'));
      await ana.page.getByRole('button', { name: /Jump to the present/ }).click();
      await ana.page.getByText('line 180', { exact: true }).waitFor();
      await ana.page.goto(`/r/${room.slug}/m/${randomUUID()}`);
      await ana.page.getByText('That message is no longer there.').waitFor();
      await ana.page.getByText('line 180', { exact: true }).waitFor();
      ana.problems = ana.problems.filter((problem) => !/status of 404/.test(problem));
      assert.deepEqual(ana.problems, []);
    },
  },
  {
    name: 'what is marked unread is unread on every device, and stays so until the room is left',
    async run({ browser, url }) {
      const { room, writeMany } = await makeRoom(url, 'Marked');
      const ana = await openPerson(browser, url);
      await enter(ana, `/r/${room.slug}`, 'Ana');
      await writeMany(6, 'mark');
      await ana.page.getByText('mark 6', { exact: true }).waitFor();
      await until(
        () => unreadOf(ana, room.slug),
        (unread) => unread === 0,
        'read',
      );
      const phone = await openDevice(ana, browser, url);
      await phone.page.goto('/r/general');
      await phone.page.getByRole('link', { name: /Marked/ }).waitFor();
      assert.equal(await phone.page.locator('.room-unread', { hasText: 'Marked' }).count(), 0);
      await ana.page.locator('article').filter({ hasText: 'mark 4' }).focus();
      await ana.page.keyboard.press('u');
      await phone.page.locator('.room-unread', { hasText: 'Marked' }).waitFor();
      assert.equal(await unreadOf(ana, room.slug), 3);
      await phone.page.getByRole('link', { name: /Marked/ }).click();
      await phone.page.getByText('mark 6', { exact: true }).waitFor();
      await until(
        () => unreadOf(phone, room.slug),
        (unread) => unread === 0,
        'read on the phone',
      );
      assert.deepEqual([...ana.problems, ...phone.problems], []);
    },
  },
  {
    name: 'a draft follows from device to device, and a late send never erases a newer one',
    async run({ browser, url }) {
      const { room } = await makeRoom(url, 'Drafts');
      const ana = await openPerson(browser, url);
      await enter(ana, `/r/${room.slug}`, 'Ana');
      const box = ana.page.getByRole('textbox', { name: 'Message' });
      await box.pressSequentially('begun at the desk');
      const phone = await openDevice(ana, browser, url);
      await phone.page.goto(`/r/${room.slug}`);
      await until(
        () => phone.page.getByRole('textbox', { name: 'Message' }).inputValue(),
        (text) => text === 'begun at the desk',
        'the draft on the phone',
      );
      ana.isCut = true;
      await ana.context.setOffline(true);
      await box.press('Enter');
      await box.pressSequentially('something newer');
      await ana.context.setOffline(false);
      await until(
        () => ana.page.locator('[data-state=pending]').count(),
        (count) => count === 0,
        'sent',
        40_000,
      );
      await ana.page.locator('article').filter({ hasText: 'begun at the desk' }).waitFor();
      assert.equal(await box.inputValue(), 'something newer');
      await ana.page.reload();
      await until(
        () => box.inputValue(),
        (text) => text === 'something newer',
        'the newer one after a reload',
      );
      assert.deepEqual([...ana.problems, ...phone.problems], []);
    },
  },
  {
    name: 'a new name and a setting are the same after a reload and on another device',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      await enter(ana, '/r/general', 'Ana');
      const phone = await openDevice(ana, browser, url);
      await phone.page.goto('/r/general');
      await phone.page.getByRole('textbox', { name: 'Message' }).waitFor();
      await ana.page.goto('/settings/you');
      await ana.page.getByRole('textbox', { name: 'Name' }).fill('Ana Clara');
      await ana.page.getByRole('button', { name: 'Save' }).first().click();
      const nameOf = (person) => person.page.locator('.self-name').getByText('Ana Clara');
      await nameOf(phone).waitFor();
      await ana.page.goto('/settings/reading');
      await ana.page.getByRole('radio', { name: /Ctrl/ }).check();
      await until(
        async () => (await ask(url, 'GET', '/api/me', await tokenOf(ana))).settings.sendWith,
        (sendWith) => sendWith === 'mod-enter',
        'kept by the server',
      );
      for (const person of [ana, phone]) {
        await person.page.goto('/settings/reading');
        await nameOf(person).waitFor();
        await until(() => person.page.getByRole('radio', { name: /Ctrl/ }).isChecked(), Boolean, 'the setting');
      }
      assert.deepEqual([...ana.problems, ...phone.problems], []);
    },
  },
  {
    name: 'two tabs of one person send each message once and show the same',
    async run({ browser, url }) {
      const { room } = await makeRoom(url, 'Two tabs');
      const ana = await openPerson(browser, url);
      await enter(ana, `/r/${room.slug}`, 'Ana');
      const page = await ana.context.newPage();
      const second = { ...ana, page };
      await page.goto(`/r/${room.slug}`);
      await page.getByRole('textbox', { name: 'Message' }).waitFor();
      ana.isCut = true;
      await ana.context.setOffline(true);
      for (const text of ['tab one', 'tab one again']) await say(ana, text);
      await say(second, 'tab two');
      await ana.context.setOffline(false);
      for (const tab of [ana, second]) {
        await until(
          () => textsOf(tab),
          (texts) =>
            ['tab one', 'tab one again', 'tab two'].every((text) => texts.filter((own) => own === text).length === 1),
          'each once',
          40_000,
        );
      }
      const one = await until(
        async () => {
          const [own, other] = await Promise.all([textsOf(ana), textsOf(second)]);
          return own.slice(-3).join() === other.slice(-3).join() ? own : undefined;
        },
        (texts) => texts !== undefined,
        'the same order',
      );
      assert.ok(one.indexOf('tab one') < one.indexOf('tab one again'));
    },
  },
  {
    name: 'search finds a word without its accent and opens it in context; nothing private is found',
    async run({ browser, url }) {
      const { room, write, writeMany } = await makeRoom(url, 'Canciones');
      await write('Anoche escuché una canción de cuna');
      await writeMany(80, 'verse');
      const ana = await openPerson(browser, url);
      await enter(ana, '/r/general', 'Ana');
      await ana.page.keyboard.press('Control+Shift+f');
      await ana.page.getByRole('main').getByRole('textbox').fill('cancion de cuna');
      const result = ana.page.getByRole('main').getByRole('link', { name: /canción/ });
      await result.first().waitFor();
      assert.equal(await ana.page.locator('mark').first().innerText(), 'canción');
      await result.first().click();
      await ana.page.waitForURL(new RegExp(`/r/${room.slug}/m/`));
      await ana.page.locator('article:focus').filter({ hasText: 'canción de cuna' }).waitFor();
      await ana.page.goto('/search?q=zzzz-nothing');
      await ana.page
        .getByText(/zzzz-nothing/)
        .first()
        .waitFor();
      assert.deepEqual(ana.problems, []);
    },
  },
  {
    name: 'catching up: rooms with the first unread line, read at once with a way back',
    async run({ browser, url }) {
      const first = await makeRoom(url, 'Catch one');
      const second = await makeRoom(url, 'Catch two');
      const ana = await openPerson(browser, url);
      for (const { room } of [first, second]) {
        if (room === first.room) await enter(ana, `/r/${room.slug}`, 'Ana');
        else await ana.page.goto(`/r/${room.slug}`);
        await ana.page.getByText('Nobody has written yet').waitFor();
      }
      await ana.page.goto('/catch-up');
      await first.writeMany(3, 'first room');
      await second.writeMany(2, 'second room');
      await ana.page.getByText('first room 1').waitFor();
      await ana.page.getByText('second room 1').waitFor();
      await ana.page.getByRole('button', { name: /Mark everything as read/ }).click();
      await until(
        () => unreadOf(ana, first.room.slug),
        (unread) => unread === 0,
        'read',
      );
      await ana.page.getByRole('button', { name: 'Undo' }).first().click();
      await until(
        () => unreadOf(ana, first.room.slug),
        (unread) => unread === 3,
        'undone',
      );
      await ana.page.getByText('first room 1').click();
      await ana.page.waitForURL(new RegExp(`/r/${first.room.slug}`));
      await ana.page.getByText('first room 3', { exact: true }).waitFor();
      assert.deepEqual(ana.problems, []);
    },
  },
  {
    name: 'a stranger reads a public room at once, live, and writes after one click',
    async run({ browser, url }) {
      const { room, write } = await makeRoom(url, 'Open house');
      const told = await write('come in, sit down');
      const eva = await openPerson(browser, url);
      await eva.page.goto(`/r/${room.slug}/m/${told.id}`);
      await eva.page.getByText('come in, sit down').waitFor();
      await write('the kettle is on');
      await eva.page.getByText('the kettle is on').waitFor();
      await eva.page.getByRole('button', { name: /^Enter/ }).click();
      await eva.page.getByRole('textbox', { name: 'Message' }).waitFor();
      await say(eva, 'thank you');
      await eva.page.locator('article').filter({ hasText: 'thank you' }).waitFor();
      assert.match(eva.page.url(), new RegExp(`/r/${room.slug}`));
      assert.deepEqual(eva.problems, []);
    },
  },
  {
    name: 'an invitation lets somebody into a private room, and nobody without it',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      await enter(ana, '/r/general', 'Ana');
      const session = JSON.parse(await ana.page.evaluate(() => localStorage.getItem('tertulia.session')));
      const room = await ask(url, 'POST', '/api/rooms', session.token, { name: 'Cellar', visibility: 'private' });
      const { code } = await ask(url, 'POST', `/api/rooms/${room.id}/invites`, session.token, { days: 1 });
      const [eva, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await eva.page.goto(`/i/${code}`);
      await eva.page.getByText('Cellar').first().waitFor();
      await eva.page.getByRole('button', { name: /^Enter/ }).click();
      await eva.page.waitForURL(/\/r\/cellar/);
      await say(eva, 'it is cool down here');
      await ana.page.getByRole('link', { name: /Cellar/ }).click();
      await ana.page.getByText('it is cool down here').waitFor();
      rui.expects404 = true;
      await enter(rui, '/r/general', 'Rui');
      await rui.page.goto('/r/cellar');
      await rui.page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
      assert.deepEqual([...ana.problems, ...eva.problems, ...rui.problems], []);
    },
  },
];
