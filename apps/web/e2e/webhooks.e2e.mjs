import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { axeViolations, enter, openPerson, policyReports, until } from './browser.mjs';

const run = promisify(execFile);
const words = {
  en: {
    create: 'Create a room',
    name: 'Name',
    button: 'Create',
    hooks: 'Incoming webhooks',
    of: 'Name of the program',
    make: 'Make an address',
    address: 'Address',
    revoke: 'Revoke',
    close: 'Close',
  },
  es: {
    create: 'Crear una sala',
    name: 'Nombre',
    button: 'Crear',
    hooks: 'Webhooks entrantes',
    of: 'Nombre del programa',
    make: 'Crear una dirección',
    address: 'Dirección',
    revoke: 'Revocar',
    close: 'Cerrar',
  },
  'pt-BR': {
    create: 'Criar uma sala',
    name: 'Nome',
    button: 'Criar',
    hooks: 'Webhooks de entrada',
    of: 'Nome do programa',
    make: 'Criar um endereço',
    address: 'Endereço',
    revoke: 'Revogar',
    close: 'Fechar',
  },
};

/** Posts with curl, as other programs do, to where this run listens. */
async function post(url, address, body) {
  const at = new URL(new URL(address).pathname, url).href;
  const { stdout } = await run('curl', ['-sS', '-H', 'Content-Type: application/json', '-d', JSON.stringify(body), at]);
  return stdout;
}

async function makeRoom({ page }, name, say) {
  await page.getByRole('button', { name: say.create }).click();
  await page.getByLabel(say.name, { exact: true }).fill(name);
  await page.getByRole('button', { name: say.button, exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

async function openHooks({ page }, room, say) {
  await page
    .getByRole('button', { name: new RegExp(`${room}$`) })
    .last()
    .click();
  await page.getByRole('menuitem', { name: say.hooks }).click();
  await page.getByRole('dialog', { name: say.hooks }).waitFor();
}

async function makeHook({ page }, name, say) {
  await page.getByLabel(say.of).fill(name);
  await page.keyboard.press('Enter');
  return page.getByLabel(say.address, { exact: true }).inputValue();
}

/** One language in one theme on a small screen: nothing scrolls sideways, and axe finds nothing. */
async function walk(browser, url, locale, theme) {
  const say = words[locale];
  const person = await openPerson(browser, url, { locale, theme, viewport: { width: 360, height: 640 } });
  const { page } = person;
  const check = async (what) => {
    assert.deepEqual(await axeViolations(person), [], `${what} in ${locale}, ${theme}`);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)) <= 0, what);
    const dialog = await page.getByRole('dialog').evaluate((element) => element.scrollWidth - element.clientWidth);
    assert.ok(dialog <= 0, `${what} in ${locale}: the dialog is too wide`);
  };
  const room = `Ops ${locale} ${theme}`;
  await enter(person, '/r/general');
  await page.locator('.room-header a').first().click();
  await makeRoom(person, room, say);
  await openHooks(person, room, say);
  await check('no webhook');
  await makeHook(person, 'A program with a rather long name', say);
  await check('the address');
  await page.getByRole('button', { name: new RegExp(`^${say.revoke} `) }).click();
  await check('the question');
  assert.deepEqual(person.problems, []);
  assert.deepEqual(await policyReports(person), []);
}

export const webhooks = [
  {
    name: 'a webhook: its owner makes it, a program posts, somebody else sees it, and it ends when it is revoked',
    async run({ browser, url }) {
      const say = words.en;
      const room = `Operations ${Date.now() % 100_000}`;
      const ana = await openPerson(browser, url);
      await enter(ana);
      await makeRoom(ana, room, say);
      const rui = await openPerson(browser, url);
      await enter(rui, new URL(ana.page.url()).pathname);
      // A member who is not the owner is not offered it.
      await rui.page
        .getByRole('button', { name: `More for ${room}` })
        .last()
        .click();
      await rui.page.getByRole('menu').waitFor();
      assert.equal(await rui.page.getByRole('menuitem', { name: say.hooks }).count(), 0);
      await rui.page.keyboard.press('Escape');
      // With the keyboard alone.
      await ana.page
        .getByRole('button', { name: `More for ${room}` })
        .last()
        .focus();
      await ana.page.keyboard.press('Enter');
      await ana.page.getByRole('menu').waitFor();
      for (let step = 0; step < 20; step += 1) {
        if ((await ana.page.evaluate(() => document.activeElement?.textContent)) === say.hooks) break;
        await ana.page.keyboard.press('ArrowDown');
      }
      await ana.page.keyboard.press('Enter');
      const dialog = ana.page.getByRole('dialog', { name: say.hooks });
      await dialog.getByText('There is none yet.').waitFor();
      const address = await makeHook(ana, 'Deploys', say);
      assert.match(address, /\/api\/hooks\/[0-9a-f-]{36}\/[\w-]{43}$/);
      assert.equal(await post(url, address, { text: 'Build *42* is <https://ci.test/42|green>' }), 'ok');
      for (const { page } of [ana, rui]) {
        const message = page.locator('article', { hasText: 'Build 42 is green' });
        await message.getByText('bot', { exact: true }).waitFor({ state: 'attached' });
        assert.equal(await message.locator('strong', { hasText: 'Deploys' }).count(), 1);
        assert.equal(
          await message.getByRole('link', { name: 'green', includeHidden: true }).getAttribute('href'),
          'https://ci.test/42',
        );
      }
      // Closed and opened again, the address is not shown any more, and its use is.
      await ana.page.keyboard.press('Escape');
      await openHooks(ana, room, say);
      await dialog.getByText(/last used/).waitFor();
      assert.equal(await ana.page.getByLabel(say.address, { exact: true }).count(), 0);
      await dialog.getByRole('button', { name: 'Revoke Deploys' }).click();
      await dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
      await dialog.getByText('Deploys is revoked.').waitFor();
      assert.match(await post(url, address, { text: 'too late' }), /"code":"not_found"/);
      await until(
        () => rui.page.locator('article', { hasText: 'too late' }).count(),
        (count) => count === 0,
        'nothing was posted',
      );
      for (const person of [ana, rui]) {
        assert.deepEqual(person.problems, []);
        assert.deepEqual(await policyReports(person), []);
      }
    },
  },
  ...['en', 'es', 'pt-BR'].map((locale, index) => ({
    name: `the webhooks of a room on a small screen in ${locale}`,
    run: ({ browser, url }) => walk(browser, url, locale, index % 2 === 0 ? 'dark' : 'light'),
  })),
];
