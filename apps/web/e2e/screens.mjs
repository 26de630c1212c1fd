// Takes pictures of the main screens for looking at: node apps/web/e2e/screens.mjs <folder> [<url of a running product>]
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { enter, launch, openPerson, say, until } from './browser.mjs';
import { animation, fileOf, photo } from './photos.mjs';
import { prepareProduct } from './product.mjs';

const folder = process.argv[2];
if (!folder) {
  console.error('Usage: node apps/web/e2e/screens.mjs <folder> [<url>]');
  process.exit(1);
}
await mkdir(folder, { recursive: true });
const product = process.argv[3] ? undefined : await prepareProduct();
await product?.start();
const url = process.argv[3] ?? product.url;
const browser = await launch();
const handleOf = ({ page }) => page.evaluate(() => JSON.parse(localStorage.getItem('tertulia.session')).user.handle);
const lines = [
  ['Ana', 'Good evening! Has anybody been to the new café by the river?'],
  ['Ana', 'They have a long table at the back, made for a tertulia.'],
  ['Rui', 'Yes, twice. The coffee is fine, the cake is better: https://example.com/cafe-do-rio?table=long'],
  [
    'Rui',
    '**Bring a book.**\nOr two:\n- one to read\n- one to lend\n\n> so it was said\n\nand remember `jueves` at ~~six~~ seven',
  ],
  ['Marisol', '¿El jueves a las siete? Yo llevo los poemas de Alfonsina.'],
  ['Ana', 'Thursday at seven is perfect.'],
];

async function fill(slug) {
  const people = {};
  for (const name of ['Ana', 'Rui', 'Marisol']) {
    people[name] = await openPerson(browser, url);
    await enter(people[name], `/r/${slug}`, name);
  }
  for (const [name, text] of lines) {
    await say(people[name], text);
    await people[name].page.getByText(text.split('\n')[0].replaceAll('*', '')).last().waitFor();
  }
  await people.Rui.page.locator('article').filter({ hasText: 'perfect' }).last().focus();
  await people.Rui.page
    .getByRole('group', { name: 'Actions for the message of Ana' })
    .getByRole('button', { name: 'Add a reaction' })
    .click();
  await people.Rui.page.getByRole('button', { name: 'React with 🎉' }).click();
  await people.Marisol.page.locator('article').filter({ hasText: 'Bring a book' }).last().focus();
  await people.Marisol.page
    .getByRole('group', { name: 'Actions for the message of Rui' })
    .getByRole('button', { name: 'Reply' })
    .click();
  await say(people.Marisol, 'Three, if one of them is thin.');
  return people;
}

/** Puts pictures into the tray and says what they show, as far as there are words. */
async function choose({ page }, files, words = []) {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add pictures' }).click();
  await (await chooser).setFiles(files);
  for (const [index, text] of words.entries())
    await page.getByRole('textbox', { name: `What does ${files[index].name} show?` }).fill(text);
}

/** Messages with one, three and seven pictures in a room of their own. */
async function fillPictures(person) {
  const photos = async (count, hue) =>
    Promise.all(
      Array.from({ length: count }, async (_, index) =>
        fileOf(
          `${hue}-${index}.jpg`,
          await photo({ hue: hue + index * 47, width: index % 2 ? 800 : 1_200, height: 900 }),
        ),
      ),
    );
  for (const [count, hue, text] of [
    [1, 20, 'The river at dusk'],
    [3, 180, 'Three of the old harbour'],
    [7, 300, ''],
  ]) {
    await choose(person, await photos(count, hue), ['A hill under a low sun']);
    await until(
      () => person.page.locator('.tray-item[data-step=ready]').count(),
      (ready) => ready === count,
      'pictures are ready',
    );
    await say(person, text);
    await until(
      () => person.page.locator('.tray-item, .pending-picture').count(),
      (left) => left === 0,
      'pictures are sent',
    );
  }
  await choose(person, [fileOf('wave.gif', await animation(), 'image/gif')]);
  await person.page.locator('.tray-item[data-step=ready]').waitFor();
  await say(person, 'and one that moves');
}

/** Those in sight; the others load when they come near. */
function arePicturesLoaded(page) {
  return page.waitForFunction(() => {
    const all = [...document.querySelectorAll('.picture img')];
    const isDrawn = all.length > 0 && document.querySelector('.attachments:empty') === null;
    return isDrawn && all.every((image) => image.complete && image.naturalWidth > 0);
  });
}

async function shootPictures(person, shoot) {
  const { page } = person;
  await page.goto('/r/viagens');
  await page.getByText('and one that moves').waitFor();
  await arePicturesLoaded(page);
  await shoot('pictures');
  await page.locator('[role=log]').evaluate((log) => log.scrollBy(0, -700));
  await arePicturesLoaded(page);
  await shoot('pictures-before');
  await page.getByRole('link', { name: /A hill under a low sun, Picture 1 of 3/ }).press('Enter');
  await page.getByRole('dialog', { name: 'Pictures' }).getByText('1 of 3').waitFor();
  await page.waitForFunction(() => document.querySelector('.gallery-small') === null);
  await shoot('gallery');
  await page.keyboard.press('Escape');
  await page.route(/\/api\/uploads\/[^/]+\/content/, (route, request) =>
    (request.postDataBuffer()?.includes('cut.jpg') ?? false) ? route.abort('connectionreset') : route.continue(),
  );
  await choose(
    person,
    [fileOf('ready.jpg', await photo({ hue: 40 })), fileOf('cut.jpg', await photo({ hue: 240 }))],
    ['The square on Thursday'],
  );
  await page.locator('.tray-item[data-step=failed]').waitFor();
  await page.locator('.tray-item[data-step=ready]').waitFor();
  await shoot('tray');
  await choose(person, [fileOf('notes.txt', Buffer.from('x'), 'text/plain')]);
  await page.getByRole('alert').filter({ hasText: 'notes.txt' }).waitFor();
  await shoot('tray-refused');
  await say(person, 'with a picture that did not get through');
  await page.getByRole('button', { name: 'Send without it' }).waitFor();
  await shoot('pictures-held');
  await page.getByRole('button', { name: 'Delete', exact: true }).last().click();
  await page.unroute(/\/api\/uploads\/[^/]+\/content/);
}

async function makeRooms() {
  const host = await openPerson(browser, url);
  await enter(host, '/', 'Host');
  for (const [name, topic] of [
    ['Libros y café', 'What we read, with or without milk'],
    ['Música', ''],
    ['Viagens', ''],
    ['Cocina', ''],
  ]) {
    await host.page.getByRole('button', { name: 'Create a room' }).first().click();
    await host.page.getByLabel('Name', { exact: true }).fill(name);
    await host.page.getByLabel('Topic (optional)').fill(topic);
    await host.page.getByRole('button', { name: 'Create', exact: true }).click();
    await until(
      () => host.page.title(),
      (title) => title.includes(name),
      `room ${name}`,
    ).catch(async () => host.page.keyboard.press('Escape'));
  }
  await host.context.close();
}

try {
  await makeRooms();
  const people = await fill('libros-y-cafe');
  const caller = await openPerson(browser, url);
  await enter(caller, '/r/musica', 'Teo');
  const traveller = await openPerson(browser, url);
  await enter(traveller, '/r/viagens', 'Inma');
  await fillPictures(traveller);
  await people.Rui.page.getByRole('textbox', { name: 'Message' }).pressSequentially('Then I');
  for (const [width, height] of [
    [1440, 900],
    [768, 1024],
    [360, 740],
  ]) {
    for (const theme of width === 1440 ? ['light', 'dark', 'contrast'] : ['light', 'dark']) {
      const person = await openPerson(browser, url, { theme, viewport: { width, height }, hasTouch: width < 700 });
      const shoot = (name) => person.page.screenshot({ path: join(folder, `${name}-${width}-${theme}.png`) });
      await person.page.goto('/');
      await person.page.getByRole('button', { name: /^Enter/ }).waitFor();
      await shoot('enter');
      await person.page.getByRole('button', { name: 'I already have a name here' }).click();
      await person.page.getByRole('textbox', { name: 'E-mail address' }).waitFor();
      await shoot('enter-address');
      await person.page.getByRole('textbox', { name: 'E-mail address' }).fill('ines@example.org');
      await person.page.keyboard.press('Enter');
      await person.page.getByRole('textbox', { name: 'Code of six digits' }).waitFor();
      await shoot('enter-code');
      await person.page.goto('/confirm-email#token');
      await person.page.getByRole('button', { name: 'Confirm' }).waitFor();
      await shoot('confirm-email');
      await enter(person, '/r/libros-y-cafe', 'Inês');
      await person.page.getByText('one of them is thin').first().waitFor();
      await until(
        () => person.page.evaluate(() => document.fonts.status),
        (status) => status === 'loaded',
        'fonts',
      );
      await shoot('room');
      await person.page.goto('/notifications');
      await person.page.getByRole('heading', { name: 'No notifications yet' }).first().waitFor();
      await shoot('notifications-none');
      for (const text of ['are you coming on Thursday?', 'there is a chair for you'])
        await say(caller, `@${await handleOf(person)} ${text}`);
      await person.page.getByRole('button', { name: /1 more/ }).click();
      await person.page.getByRole('button', { name: /^Why/ }).first().click();
      await shoot('notifications');
      await person.page.goto('/rooms');
      await person.page.getByRole('heading', { level: 1 }).waitFor();
      await person.page.locator('.badge').first().waitFor({ state: 'attached' });
      await shoot('notifications-side');
      await person.page.goto('/r/cocina');
      await person.page.getByText('Nobody has written yet').waitFor();
      await shoot('empty');
      await person.page.goto('/r/no-such-room');
      await person.page.getByRole('heading', { level: 1 }).waitFor();
      await shoot('not-found');
      if (width < 640) {
        await person.page.goto('/');
        await person.page.getByRole('navigation').waitFor();
        await shoot('list');
      }
      for (const path of [
        '/search?q=table',
        '/catch-up',
        '/rooms',
        '/settings/you',
        '/settings/look',
        '/settings/mail',
        '/sign-in',
      ]) {
        await person.page.goto(path);
        await person.page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
        await until(
          () => person.page.locator('[aria-busy=true], .skeleton').count(),
          (count) => count === 0,
          'loaded',
        );
        await shoot(path.slice(1).replace(/\W+/g, '-'));
      }
      await shootPictures(person, shoot);
      await person.page.goto('/r/libros-y-cafe?panel=members');
      await person.page.getByRole('complementary').getByText('Rui').first().waitFor();
      await shoot('people');
      await person.page.goto('/r/libros-y-cafe');
      await person.page.getByText('one of them is thin').first().waitFor();
      await person.page.keyboard.press('Control+k');
      await person.page.getByRole('dialog').getByRole('combobox').fill('co');
      await shoot('switcher');
      await person.page.keyboard.press('Escape');
      await person.page.keyboard.press('Control+/');
      await person.page.getByRole('dialog').waitFor();
      await shoot('help');
      await person.page.keyboard.press('Escape');
      await person.context.setOffline(true);
      await person.page.getByText('No connection').waitFor();
      await say(person, 'I am in a tunnel, but I will be there.');
      await shoot('offline');
      await person.context.close();
    }
  }
  console.log(`Pictures are in ${folder}`);
} finally {
  await browser.close();
  await product?.close();
}
