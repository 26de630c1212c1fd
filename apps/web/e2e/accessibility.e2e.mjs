import assert from 'node:assert/strict';
import { axeViolations, closeDialog, drawings, enter, openPerson, say, until } from './browser.mjs';

const words = {
  en: {
    create: 'Create a room',
    more: 'More for general',
    missing: 'There is nothing at this address',
    node: /^Node: /,
  },
  es: { create: 'Crear una sala', more: /general$/, missing: 'No hay nada en esta dirección', node: /^Nodo: / },
  'pt-BR': { create: 'Criar uma sala', more: /general$/, missing: 'Não há nada neste endereço', node: /^Nó: / },
};

const pages = [
  '/search?q=more',
  '/search?q=nothing-like-this',
  '/catch-up',
  '/rooms',
  ...['you', 'look', 'reading', 'keyboard', 'mail', 'device'].map((section) => `/settings/${section}`),
  '/i/0123456789abcdef0123',
  '/sign-in',
  '/confirm-email',
];

async function walk(browser, url, locale, theme) {
  const person = await openPerson(browser, url, { locale, theme });
  const { page } = person;
  const check = async (screen) => assert.deepEqual(await axeViolations(person), [], `${screen} in ${locale}, ${theme}`);
  person.expects404 = true;
  await page.goto('/');
  await page.getByRole('button', { name: /^(Enter|Entrar)/ }).waitFor();
  await until(
    () => page.locator('html').getAttribute('lang'),
    (lang) => lang === locale,
    'the language of the page',
  );
  await check('the way in');
  await enter(person);
  await say(person, 'https://example.com and more');
  await page.locator('article[data-message]').last().waitFor();
  await page.getByText(words[locale].node).waitFor();
  await page.locator('article').last().hover();
  await check('a room');
  await page.getByRole('button', { name: words[locale].create }).click();
  await page.getByRole('dialog').waitFor();
  await check('the dialog');
  await closeDialog(person);
  await openByKey(page, 'Control+/', page.getByRole('dialog'));
  await check('the help');
  await closeDialog(person);
  await openByKey(page, 'Control+k', page.getByRole('dialog').getByRole('combobox'));
  await check('the quick switcher');
  await closeDialog(person);
  await page.keyboard.press('Control+.');
  await page.getByRole('complementary').getByRole('listitem').first().waitFor();
  await check('the people');
  await page.keyboard.press('Control+.');
  await page.getByRole('button', { name: words[locale].more }).last().click();
  await page.getByRole('menu').waitFor();
  await check('the menu of the room');
  await page.keyboard.press('Escape');
  for (const path of pages) {
    await page.goto(path);
    await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
    await check(path);
  }
  await page.goto('/r/no-such-room');
  await page.getByRole('heading', { name: words[locale].missing }).waitFor();
  await check('not found');
  assert.deepEqual(person.problems, []);
}

const cases = [
  ['en', 'light'],
  ['en', 'dark'],
  ['es', 'light'],
  ['pt-BR', 'dark'],
  ['pt-BR', 'contrast'],
];

export const accessibility = [
  ...cases.map(([locale, theme]) => ({
    name: `axe finds nothing in ${locale}, ${theme}`,
    run: ({ browser, url }) => walk(browser, url, locale, theme),
  })),
  {
    name: 'the language and the theme change at once and stay after a reload',
    async run({ browser, url }) {
      const { page, problems } = await openPerson(browser, url);
      await page.goto('/');
      await page.getByLabel('Language').selectOption('es');
      await page.getByRole('button', { name: /^Entrar/ }).waitFor();
      await page.getByLabel('Tema').selectOption('dark');
      const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const dark = 'rgb(29, 24, 21)';
      await until(background, (colour) => colour === dark, 'dark');
      await page.reload();
      await page.getByRole('button', { name: /^Entrar/ }).waitFor();
      await until(background, (colour) => colour === dark, 'still dark');
      await page.getByLabel('Tema').selectOption('light');
      await until(background, (colour) => colour === 'rgb(252, 248, 241)', 'light');
      assert.deepEqual(problems, []);
    },
  },
  {
    name: 'messages can be walked and answered with the keyboard alone',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      await enter(ana);
      await say(ana, 'reach me with keys');
      await ana.page.locator('article[data-message]').filter({ hasText: 'reach me with keys' }).waitFor();
      await until(
        () => ana.page.getByRole('log').evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight),
        (px) => px <= 1,
        'at the end',
      );
      // The walk begins at the last line that is seen whole, which is known once it is drawn.
      await drawings(ana, 3);
      await ana.page.getByRole('log').focus();
      await ana.page.keyboard.press('ArrowUp');
      await ana.page.locator('article:focus').filter({ hasText: 'reach me with keys' }).waitFor();
      await ana.page.keyboard.press('r');
      await ana.page.getByText('Answering').waitFor();
      assert.deepEqual(ana.problems, []);
    },
  },
];

/** A key that is pressed while the page is still busy with what it closed may be lost, as it may be for people. */
async function openByKey(page, key, opened) {
  for (let tries = 3; tries > 0; tries -= 1) {
    await page.keyboard.press(key);
    const isOpen = await opened.waitFor({ timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    if (isOpen) return;
  }
  await opened.waitFor();
}
