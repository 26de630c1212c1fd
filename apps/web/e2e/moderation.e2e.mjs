// Rules for prohibited words, as the people of a room see them: held and released, refused, marked.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { axeViolations, enter, openPerson, say, textsOf, until } from './browser.mjs';

/** Something in the same message that must not be seen anywhere while it waits. */
const SECRET = 'quokka';
const HELD = `${SECRET} merda`;

/** A folder for pictures of the screens, if somebody wants to look at them. */
const { SCREENS } = process.env;

async function show(person, name) {
  if (!SCREENS) return;
  await mkdir(SCREENS, { recursive: true });
  await person.page.screenshot({ path: `${SCREENS}/${name}.png` });
}

/** A room of its owner, with a rule that is set as people set it. */
async function makeRoom(owner, name, rule) {
  const { page } = owner;
  await page.getByRole('button', { name: 'Create a room' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByText('Nobody has written yet').waitFor();
  await openSettings(owner, name);
  await page.getByRole('dialog').getByRole('radio', { name: rule }).check();
  await show(owner, `settings-${rule.split(' ', 1)[0]}`);
  assert.deepEqual(await axeViolations(owner), [], 'the settings of the room');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  return new URL(page.url()).pathname;
}

async function openSettings({ page }, name) {
  await page
    .getByRole('button', { name: `More for ${name}` })
    .last()
    .click();
  await page.getByRole('menuitem', { name: /Room settings|About this room/ }).click();
  await page.getByRole('dialog').waitFor();
}

const bodyOf = ({ page }) => page.evaluate(() => document.body.innerText);
const overflowOf = ({ page }) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
/** What screen readers were told, which the page keeps to itself. */
const listenToLive = ({ context }) =>
  context.addInitScript(() => {
    globalThis.heard = [];
    const attach = Reflect.get(Element.prototype, 'attachShadow');
    Element.prototype.attachShadow = function attachShadow(options) {
      const root = Reflect.apply(attach, this, [options]);
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) for (const node of addedNodes) globalThis.heard.push(node.textContent);
      }).observe(root, { childList: true, subtree: true });
      return root;
    };
  });
const heardBy = ({ page }) => page.evaluate(() => globalThis.heard.join('\n'));
const refusals = /status of 403/;

export const moderation = [
  {
    name: 'a message with a prohibited word waits for the owner, and everybody sees it once it is released',
    async run({ browser, url }) {
      const [ana, rui, eva] = [
        await openPerson(browser, url),
        await openPerson(browser, url),
        await openPerson(browser, url, { theme: 'dark', viewport: { width: 360, height: 740 } }),
      ];
      await listenToLive(eva);
      await enter(ana, '/', 'Ana');
      const path = await makeRoom(ana, 'Held words', 'Hold for review');
      await enter(rui, path, 'Rui');
      await enter(eva, path, 'Eva');
      await say(rui, HELD);
      await rui.page.getByText('Waiting for the owner of the room').waitFor();
      await show(rui, 'held-author');
      assert.deepEqual(await textsOf(rui), [HELD]);
      await eva.page.getByText('A message is waiting for review.').waitFor();
      await show(eva, 'held-other-dark-360');
      assert.ok(!(await bodyOf(eva)).includes(SECRET));
      assert.ok(!(await heardBy(eva)).includes(SECRET));
      assert.ok((await overflowOf(eva)) <= 0);
      assert.deepEqual(await axeViolations(eva), [], 'the place of a held message');
      await ana.page.getByText('1 message waits for you.').waitFor();
      assert.ok(!(await bodyOf(ana)).includes(SECRET));
      assert.deepEqual(await axeViolations(ana), [], 'the line of the owner');
      await show(ana, 'held-line');
      await ana.page.getByRole('button', { name: 'Review' }).focus();
      await ana.page.keyboard.press('Enter');
      const dialog = ana.page.getByRole('dialog', { name: 'Waiting for you' });
      await dialog.getByText(SECRET).waitFor();
      assert.deepEqual(await axeViolations(ana), [], 'the review');
      await show(ana, 'held-review');
      await dialog.getByRole('button', { name: 'Release the message of Rui' }).focus();
      await ana.page.keyboard.press('Enter');
      await dialog.getByText('Nothing is waiting').waitFor();
      await show(ana, 'held-nothing');
      assert.deepEqual(await axeViolations(ana), [], 'the review without anything');
      await ana.page.keyboard.press('Escape');
      await eva.page.getByRole('log').getByText(HELD).waitFor();
      await until(
        () => heardBy(eva),
        (heard) => heard.includes(HELD),
        'the screen reader of Eva',
      );
      await until(
        () => ana.page.getByText('waits for you').count(),
        (count) => count === 0,
        'the line is gone',
      );
      assert.equal(await rui.page.getByText('Waiting for the owner').count(), 0);
      assert.deepEqual([...ana.problems, ...rui.problems, ...eva.problems], []);
    },
  },
  {
    name: 'the owner deletes what waits after a question, by keyboard and at 360 px, and its author sees that it is gone',
    async run({ browser, url }) {
      const [ana, rui] = [
        await openPerson(browser, url, { theme: 'light' }),
        await openPerson(browser, url, { theme: 'dark' }),
      ];
      await enter(ana, '/', 'Ana');
      const path = await makeRoom(ana, 'Narrow words', 'Hold for review');
      await enter(rui, path, 'Rui');
      await ana.page.setViewportSize({ width: 360, height: 740 });
      await say(rui, `${HELD} ${'w'.repeat(200)}`);
      await ana.page.getByRole('button', { name: 'Review' }).click();
      const dialog = ana.page.getByRole('dialog', { name: 'Waiting for you' });
      await dialog.getByText(SECRET).waitFor();
      assert.ok((await overflowOf(ana)) <= 0);
      await show(ana, 'held-review-360');
      await dialog.getByRole('button', { name: 'Delete the message of Rui' }).focus();
      await ana.page.keyboard.press('Enter');
      await dialog.getByText('Delete it for good?').waitFor();
      assert.deepEqual(await axeViolations(ana), [], 'the question');
      await show(ana, 'held-question-360');
      await ana.page.keyboard.press('Tab');
      await ana.page.keyboard.press('Enter');
      await dialog.getByText('Nothing is waiting').waitFor();
      await rui.page.getByText('This message was deleted.').waitFor();
      assert.ok(!(await bodyOf(rui)).includes(SECRET));
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  {
    name: 'a room that refuses words says so beside the composer, and the text comes back to be changed',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana, '/', 'Ana');
      const path = await makeRoom(ana, 'Kind words', 'Refuse');
      await enter(rui, path, 'Rui');
      await say(rui, HELD);
      await rui.page.getByRole('alert').getByText('does not take prohibited words. Your text is kept.').waitFor();
      assert.deepEqual(await axeViolations(rui), [], 'the refusal');
      await show(rui, 'refused');
      await rui.page.getByRole('button', { name: 'Change the text' }).click();
      const box = rui.page.getByRole('textbox', { name: 'Message' });
      await until(
        () => box.inputValue(),
        (value) => value === HELD,
        'the text in the composer',
      );
      await box.fill(`${SECRET} hello`);
      await box.press('Enter');
      await ana.page.getByRole('log').getByText(`${SECRET} hello`).waitFor();
      await rui.page.locator('article').last().hover();
      await rui.page.getByRole('button', { name: 'Edit', exact: true }).click();
      await rui.page.getByRole('textbox', { name: 'Edit the message' }).fill(HELD);
      await rui.page.getByRole('button', { name: 'Save' }).click();
      await rui.page.getByText('That did not work: this room does not take prohibited words').waitFor();
      // Nothing that was written is lost.
      assert.equal(await rui.page.getByRole('textbox', { name: 'Edit the message' }).inputValue(), HELD);
      assert.ok(!(await bodyOf(ana)).includes('merda'));
      await openSettings(rui, 'Kind words');
      await rui.page.getByRole('dialog').getByText('Prohibited words: Refuse').waitFor();
      assert.equal(await rui.page.getByRole('radio').count(), 0);
      assert.deepEqual(
        [...ana.problems, ...rui.problems].filter((problem) => !refusals.test(problem)),
        [],
      );
    },
  },
];
