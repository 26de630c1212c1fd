import assert from 'node:assert/strict';
import { drawings, editLast, enter, openPerson, policyReports, say, textsOf, until } from './browser.mjs';

async function assertClean(...people) {
  for (const person of people) {
    assert.deepEqual(person.problems, []);
    assert.deepEqual(await policyReports(person), []);
  }
}

export const conversation = [
  {
    name: 'two people enter with one click each and read each other',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana);
      await enter(rui);
      await say(ana, 'hello from ana');
      await rui.page.getByText('hello from ana').waitFor();
      await say(rui, 'hello from rui');
      await ana.page.getByText('hello from rui').waitFor();
      await ana.page.getByText(/^Node: \S+/).waitFor();
      await until(
        () => textsOf(ana),
        (texts) => texts.slice(-2).join() === 'hello from ana,hello from rui',
        'both in order',
      );
      await until(
        () => ana.page.locator('.people-button').innerText(),
        (text) => /2 here/.test(text),
        'two are here',
      );
      assert.equal(await ana.page.locator('[role=log]').getAttribute('tabindex'), '0');
      await assertClean(ana, rui);
    },
  },
  {
    name: 'typing is shown and ends with the message',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana, '/r/general', 'Ana');
      await enter(rui, '/r/general', 'Rui');
      const box = ana.page.getByRole('textbox', { name: 'Message' });
      await until(
        async () => {
          await box.pressSequentially('moment ');
          return rui.page.getByText('Ana is typing…').count();
        },
        (count) => count > 0,
        'Ana is typing',
      );
      await ana.page.keyboard.press('Enter');
      await until(
        () => rui.page.locator('.typing-line').innerText(),
        (text) => text === '',
        'typing ends',
      );
      await assertClean(ana, rui);
    },
  },
  {
    name: 'an edit, a reaction, an answer and a deletion reach the other',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana, '/r/general', 'Ana');
      await enter(rui, '/r/general', 'Rui');
      await say(ana, 'a slip of the pen');
      await rui.page.getByText('a slip of the pen').waitFor();
      await editLast(ana, 'a slip of the pencil');
      const line = rui.page.locator('article').filter({ hasText: 'a slip of the pencil' });
      await line.getByText('(edited)').waitFor();
      await line.hover();
      await line.getByRole('button', { name: 'Add a reaction' }).click();
      await line.getByRole('button', { name: 'React with 👍' }).click();
      await line.getByRole('button', { name: '👍 1 reaction', pressed: true }).waitFor();
      await ana.page.getByRole('button', { name: '👍 1 reaction', pressed: false }).waitFor();
      await line.hover();
      await line.getByRole('button', { name: 'Reply' }).click();
      await say(rui, 'pencils are better');
      await ana.page.getByRole('button', { name: 'In answer to Ana: a slip of the pencil' }).waitFor();
      const own = ana.page.locator('article').filter({ hasText: 'a slip of the pencil' }).first();
      await own.hover();
      await own.getByRole('button', { name: 'Delete' }).click();
      await ana.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await rui.page.getByText('This message was deleted.').waitFor();
      await assertClean(ana, rui);
    },
  },
  {
    name: 'Enter does not send while an input method composes, and Shift+Enter makes a line',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      await enter(ana);
      const box = ana.page.getByRole('textbox', { name: 'Message' });
      await box.fill('にほん');
      await box.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true });
      assert.equal(await box.inputValue(), 'にほん');
      await box.press('Shift+Enter');
      await box.pressSequentially('二');
      await box.press('Enter');
      await ana.page.locator('.message-text', { hasText: 'にほん' }).waitFor();
      await until(
        () => textsOf(ana),
        (texts) => texts.at(-1) === 'にほん\n二',
        'both lines',
      );
      await assertClean(ana);
    },
  },
  {
    name: 'a draft survives a reload, and a text that is too long says so',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      await enter(ana);
      const box = ana.page.getByRole('textbox', { name: 'Message' });
      await box.fill('half a thought');
      await ana.page.reload();
      await until(
        () => box.inputValue(),
        (text) => text === 'half a thought',
        'the draft',
      );
      await box.fill('x'.repeat(8_001));
      await ana.page.getByText('1 character too long').waitFor();
      assert.equal(await ana.page.getByRole('button', { name: 'Send' }).isDisabled(), true);
      await assertClean(ana);
    },
  },
  {
    name: 'what was sent does not come back into the box by a late word of the draft',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      const { page } = ana;
      const [text, told, request, answer] = ['sent while it was being kept', gate(), gate(), gate()];
      page.on('websocket', (socket) =>
        socket.on('framereceived', ({ payload }) => {
          if (String(payload).includes('draft:changed')) told.open();
        }),
      );
      // The text goes to the server late, and the answer comes after what every device of the person is told.
      await page.route(/\/draft$/, async (route) => {
        await request.opened;
        const response = await route.fetch();
        await answer.opened;
        await route.fulfill({ response });
      });
      await enter(ana);
      const box = page.getByRole('textbox', { name: 'Message', exact: true });
      const handed = page.waitForRequest(/\/draft$/);
      await box.fill(text);
      await handed;
      await box.press('Enter');
      await page.locator('article[data-message]', { hasText: text }).waitFor();
      request.open();
      await told.opened;
      await drawings(ana, 2);
      assert.equal(await box.inputValue(), '');
      const answered = page.waitForResponse(/\/draft$/);
      answer.open();
      await answered;
      await page.unrouteAll({ behavior: 'wait' });
      await drawings(ana, 2);
      assert.equal(await box.inputValue(), '');
      await box.press('ArrowUp');
      await page.getByRole('textbox', { name: 'Edit the message' }).waitFor();
      await assertClean(ana);
    },
  },
];

/** Something to wait for until it is opened. */
function gate() {
  let open;
  const opened = new Promise((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
