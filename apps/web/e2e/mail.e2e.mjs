// Addresses, codes and mail on the built product, with its own inbox.
import assert from 'node:assert/strict';
import { axeViolations, enter, openPerson, policyReports, say, textsOf, until } from './browser.mjs';
import { linkIn, readMail } from './inbox.mjs';

const handleOf = ({ page }) =>
  page.evaluate(() => JSON.parse(localStorage.getItem('tertulia.session') ?? '{}').user?.handle);

const tokenOf = ({ page }) => page.evaluate(() => JSON.parse(localStorage.getItem('tertulia.session') ?? '{}').token);

/** Adds an address in the settings and confirms it by the link of its mail, in a tab of the same person. */
async function confirmAddress(person, address) {
  const { page, context } = person;
  await page.goto('/settings/mail');
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(address);
  await page.getByRole('button', { name: 'Send confirmation' }).click();
  await page.getByText(`We sent a mail to ${address}`).waitFor();
  const { text } = await readMail(person, address, /./);
  const tab = await context.newPage();
  await tab.goto(linkIn(text, '/confirm-email#'));
  await tab.getByRole('button', { name: 'Confirm', exact: true }).click();
  await tab.getByRole('heading', { name: 'The address is confirmed' }).waitFor();
  await tab.close();
  await page.getByText('Confirmed', { exact: true }).waitFor();
}

/** Signs in with a mailed code on the way in. */
async function signIn(person, address) {
  const { page } = person;
  await page.goto('/r/general');
  await page.getByRole('button', { name: 'I already have a name here' }).click();
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(address);
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await page.getByText('If this address belongs to somebody, a code is on its way.').waitFor();
  const { text } = await readMail(person, address, /\b\d{3}\s?\d{3}\b|code/i);
  const code = text.match(/\b\d{3}[ \u00a0]?\d{3}\b/)?.[0];
  assert.ok(code, text);
  await page.getByRole('textbox', { name: 'Code of six digits' }).fill(` ${code.slice(0, 3)} ${code.slice(3)} `);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export const mail = [
  {
    name: 'mail: an address is confirmed by its link, with the button alone',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      await enter(ana, '/r/general', 'Ana Mail');
      await ana.page.goto('/settings/mail');
      await ana.page.getByRole('textbox', { name: 'E-mail address' }).fill('ana.e2e@example.org');
      await ana.page.keyboard.press('Enter');
      await ana.page.getByText('We sent a mail to ana.e2e@example.org').waitFor();
      const { text } = await readMail(ana, 'ana.e2e@example.org', /./);
      const link = linkIn(text, '/confirm-email#');

      const phone = await openPerson(browser, url, { viewport: { width: 360, height: 740 }, hasTouch: true });
      await phone.page.goto(link);
      const confirm = phone.page.getByRole('button', { name: 'Confirm', exact: true });
      await confirm.waitFor();
      await until(
        () => new URL(phone.page.url()).hash,
        (hash) => hash === '',
        'the code is out of the address',
      );
      assert.deepEqual(await axeViolations(phone), []);
      // Opening the link alone has confirmed nothing.
      await ana.page.reload();
      await ana.page.getByText('We sent a mail to ana.e2e@example.org').waitFor();
      await confirm.click();
      const done = phone.page.getByRole('heading', { name: 'The address is confirmed' });
      await done.waitFor();
      await until(
        () => done.evaluate((heading) => heading === document.activeElement),
        (isFocused) => isFocused,
        'it has the focus',
      );
      // The tab that waited hears of it.
      await ana.page.getByText('Confirmed', { exact: true }).waitFor();
      assert.deepEqual(await axeViolations(ana), []);

      phone.isCut = true;
      await phone.page.goto('about:blank');
      await phone.page.goto(link);
      await confirm.click();
      await phone.page.getByRole('heading', { name: 'This link is over' }).waitFor();
      assert.deepEqual(ana.problems, []);
      assert.deepEqual(await policyReports(phone), []);
    },
  },
  {
    name: 'mail: a code makes the same person on another device, with the messages and what is unread',
    async run({ browser, url }) {
      const rui = await openPerson(browser, url);
      await enter(rui, '/r/general', 'Rui Mail');
      await say(rui, 'written on the first device');
      await confirmAddress(rui, 'rui.e2e@example.org');

      const other = await openPerson(browser, url);
      await enter(other, '/r/general', 'Somebody Else');
      await say(other, 'while Rui was away');
      await other.page.getByText('while Rui was away').first().waitFor();

      const second = await openPerson(browser, url);
      await signIn(second, 'rui.e2e@example.org');
      await second.page.getByRole('log').waitFor();
      assert.equal(await handleOf(second), await handleOf(rui));
      assert.notEqual(await tokenOf(second), await tokenOf(rui));
      await second.page.getByText('while Rui was away').first().waitFor();
      await until(
        () => textsOf(second),
        (texts) => texts.includes('written on the first device'),
        'the own messages',
      );
      await second.page.getByText('written on the first device').first().hover();
      // Only its author can edit a message.
      await second.page
        .locator('article')
        .filter({ hasText: 'written on the first device' })
        .getByRole('button', { name: 'Edit' })
        .first()
        .waitFor({ state: 'attached' });

      await second.page.goto('/settings/mail');
      await second.page.getByText('Confirmed', { exact: true }).waitFor();
      await rui.page.goto('/settings/mail');
      await second.page.getByRole('radio', { name: /^When I am away/ }).check();
      await second.page.getByRole('switch', { name: 'Nothing at certain hours' }).check();
      await second.page.getByLabel('From', { exact: true }).fill('21:30');
      await rui.page.getByLabel('From', { exact: true }).waitFor();
      await until(
        () => rui.page.getByLabel('From', { exact: true }).inputValue(),
        (time) => time === '21:30',
        'quiet hours on the other device',
      );
      await until(
        () => rui.page.getByRole('radio', { name: /^When I am away/ }).isChecked(),
        (isChecked) => isChecked,
        'the wish on the other device',
      );
      await second.page.getByRole('button', { name: '8 hours' }).click();
      await rui.page.getByText(/^Paused until/).waitFor();
      await rui.page.getByRole('button', { name: 'Resume' }).click();
      await until(
        () => second.page.getByText(/^Paused until/).count(),
        (count) => count === 0,
        'the end of the pause on the other device',
      );
      assert.deepEqual([...rui.problems, ...second.problems], []);
    },
  },
  {
    name: 'mail: an unknown address hears the same, and a wrong code says how to go on',
    async run({ browser, url }) {
      const nobody = await openPerson(browser, url);
      const { page } = nobody;
      await page.goto('/');
      await page.getByRole('button', { name: 'I already have a name here' }).click();
      await page.getByRole('textbox', { name: 'E-mail address' }).fill('nobody.e2e@example.org');
      assert.equal(await page.getByRole('button', { name: /^(Enter|Entrar)/ }).count(), 0);
      await page.keyboard.press('Enter');
      await page.getByText('If this address belongs to somebody, a code is on its way.').waitFor();
      await page.getByRole('textbox', { name: 'Code of six digits' }).fill('123456');
      nobody.isCut = true;
      await page.keyboard.press('Enter');
      await page.getByText(/^This code does not fit/).waitFor();
      assert.equal(await tokenOf(nobody), undefined);
      assert.deepEqual(await axeViolations(nobody), []);
      await page.getByRole('button', { name: 'Another address' }).click();
      await page.getByRole('button', { name: 'Back' }).click();
      await page.getByRole('button', { name: /^Enter/ }).click();
      await page.getByRole('log').waitFor();
    },
  },
  {
    name: 'mail: a mention is mailed, and its link out stops what was chosen',
    async run({ browser, url }) {
      const mia = await openPerson(browser, url);
      await enter(mia, '/r/general', 'Mia Mail');
      await confirmAddress(mia, 'mia.e2e@example.org');
      const other = await openPerson(browser, url);
      await enter(other, '/r/general', 'Who Names');
      await say(other, `@${await handleOf(mia)} are you there?`);
      const { text } = await readMail(mia, 'mia.e2e@example.org', /./, 1);
      assert.ok(text.includes('are you there?'), text);
      await mia.page.goto(linkIn(text, '/api/mail/unsubscribe/'));
      // The page alone stops nothing.
      await mia.page.getByRole('heading', { level: 1 }).waitFor();
      assert.deepEqual(await axeViolations(mia), []);
      await other.page.goto('/settings/mail');
      await mia.page.getByRole('button', { name: 'None about the room general' }).click();
      await mia.page.getByText('You get no more e-mails about this room.').waitFor();
      await mia.page.goto('/r/general');
      await mia.page.getByRole('button', { name: 'More for general' }).last().click();
      const choice = mia.page.getByRole('menuitemcheckbox', { name: 'Mail me about mentions here' });
      await until(
        () => choice.getAttribute('aria-checked'),
        (isChecked) => isChecked === 'false',
        'no mail of the room',
      );
      await choice.click();
      await mia.page.getByRole('button', { name: 'More for general' }).last().click();
      await until(
        () => choice.getAttribute('aria-checked'),
        (isChecked) => isChecked === 'true',
        'mail of the room',
      );
      // Everything that is stopped by a link is seen in the settings, and can begin again.
      await mia.page.goto(linkIn(text, '/api/mail/unsubscribe/'));
      await mia.page.getByRole('button', { name: /^None at all/ }).click();
      await mia.page.getByRole('heading', { level: 1 }).waitFor();
      await mia.page.goto('/settings/mail');
      await mia.page.getByText(/^You stopped all mail/).waitFor();
      // Who has no address is not asked about mail.
      await other.page.goto('/r/general');
      await other.page.getByRole('button', { name: 'More for general' }).last().click();
      await other.page.getByRole('menu').waitFor();
      assert.equal(await other.page.getByRole('menuitemcheckbox', { name: 'Mail me about mentions here' }).count(), 0);
      assert.deepEqual(mia.problems, []);
    },
  },
];
