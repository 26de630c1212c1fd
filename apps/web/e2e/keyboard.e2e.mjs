import assert from 'node:assert/strict';
import { enter, openPerson, say, unreadOf, until } from './browser.mjs';

const focused = ({ page }) =>
  page.evaluate(() => {
    const within = (part) => document.activeElement?.closest(part);
    if (within('form.composer')) return 'composer';
    return within('[role=log]') ? 'timeline' : within('[data-region]')?.dataset.region;
  });

export const keyboard = [
  {
    name: 'the whole app by keys: rooms, regions, switcher, panel, reactions, help',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      const { page } = ana;
      await enter(ana, '/r/general', 'Ana');
      await page.getByRole('button', { name: 'Create a room' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Zebra');
      await page.getByRole('button', { name: 'Create', exact: true }).click();
      await page.waitForURL(/\/r\/zebra$/);
      await say(ana, 'stripes');
      await page.locator('article').filter({ hasText: 'stripes' }).waitFor();
      for (const region of ['rooms', 'header', 'timeline', 'composer']) {
        await page.keyboard.press('F6');
        await until(
          () => focused(ana),
          (seen) => seen === region,
          region,
        );
      }
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').fill('gener');
      await page.getByRole('option', { name: /general/, selected: true }).waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/r\/general$/);
      await page.keyboard.press('Alt+ArrowLeft');
      await page.waitForURL(/\/r\/zebra$/);
      await page.getByRole('heading', { level: 1, name: /Zebra/ }).waitFor();
      await page.locator('article').filter({ hasText: 'stripes' }).waitFor();
      await page.keyboard.press('Control+Shift+\\');
      await page.getByRole('dialog', { name: 'Add a reaction' }).waitFor();
      await page.keyboard.press('Escape');
      await until(
        () => page.getByRole('dialog').count(),
        (count) => count === 0,
        'the picker is closed',
      );
      await page.keyboard.press('Control+.');
      await page.getByRole('complementary').waitFor();
      await page.keyboard.press('Escape');
      await until(
        () => page.getByRole('complementary').count(),
        (count) => count === 0,
        'the panel is closed',
      );
      await page.getByRole('log').focus();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      await page.keyboard.press('Escape');
      assert.deepEqual(ana.problems, []);
    },
  },
  {
    name: 'Escape reads the room to its end, Shift and PageUp lead to the oldest unread message',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(rui, '/r/general', 'Rui');
      await enter(ana, '/r/general', 'Ana');
      await ana.page.goto('/settings/reading');
      await ana.page.getByRole('radio', { name: /only when you say so/ }).check();
      for (let line = 1; line <= 60; line += 1) await say(rui, `line ${line} of the story`);
      await rui.page.getByText('line 60 of the story').waitFor();
      await until(
        () => rui.page.locator('[data-state=pending]').count(),
        (count) => count === 0,
        'sent',
      );
      await ana.page.goto('/r/general');
      await ana.page.getByText('line 1 of the story', { exact: true }).waitFor();
      await ana.page.getByRole('button', { name: /Jump to the present/ }).click();
      await ana.page.getByText('line 60 of the story').waitFor();
      assert.equal(await unreadOf(ana, 'general'), 60);
      await ana.page.keyboard.press('Shift+PageUp');
      await ana.page.getByText('line 1 of the story', { exact: true }).waitFor();
      await ana.page.keyboard.press('Escape');
      await ana.page.getByText('line 60 of the story').waitFor();
      await until(
        () => unreadOf(ana, 'general'),
        (unread) => unread === 0,
        'read by hand',
      );
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  {
    name: 'another day is chosen from a line between days',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      await enter(ana, '/r/general', 'Ana');
      // A room of its own: the line stays where it is, however much others wrote elsewhere.
      await ana.page.evaluate(async () => {
        const { token } = JSON.parse(localStorage.getItem('tertulia.session'));
        const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
        await fetch('/api/rooms', { method: 'POST', headers, body: JSON.stringify({ name: 'Days' }) });
      });
      await ana.page.goto('/r/days');
      await say(ana, 'something to jump to');
      await ana.page.getByText('something to jump to').first().waitFor();
      await ana.page
        .getByRole('button', { name: /jump to another day/ })
        .first()
        .click();
      const dialog = ana.page.getByRole('dialog', { name: 'Jump to a date' });
      await dialog.waitFor();
      await dialog.getByRole('button', { name: 'Go' }).click();
      await until(
        () => ana.page.getByRole('dialog').count(),
        (count) => count === 0,
        'closed',
      );
      await ana.page.locator('article').first().waitFor();
      assert.deepEqual(ana.problems, []);
    },
  },
];
