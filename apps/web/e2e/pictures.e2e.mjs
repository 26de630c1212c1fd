import assert from 'node:assert/strict';
import exifr from 'exifr';
import { axeViolations, enter, openPerson, policyReports, say, textsOf, until } from './browser.mjs';
import { animation, fileOf, photo } from './photos.mjs';

const boxOf = ({ page }) => page.getByRole('textbox', { name: 'Message' });
const tray = ({ page }) => page.getByRole('group', { name: 'Pictures for your message' });

/** Chooses files with the button, as a person does. */
export async function choose(person, files) {
  const chooser = person.page.waitForEvent('filechooser');
  await person.page.getByRole('button', { name: 'Add pictures' }).click();
  await (await chooser).setFiles(files);
}

export const readyCount = (person, count) =>
  until(
    () => tray(person).getByText('Ready', { exact: true }).count(),
    (seen) => seen === count,
    `${count} are ready`,
    60_000,
  );

/** Puts files on the page as a drop or a paste does. */
function give(person, kind, { name, mimeType, buffer }) {
  return person.page.evaluate(
    ([event, fileName, type, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], fileName, { type }));
      const target = document.querySelector(event === 'paste' ? 'form.composer textarea' : '[role=log]');
      const fire = (made) => target.dispatchEvent(made);
      if (event === 'paste')
        fire(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      else
        for (const step of event === 'drag' ? ['dragenter', 'dragover'] : ['drop'])
          fire(new DragEvent(step, { dataTransfer: data, bubbles: true, cancelable: true }));
    },
    [kind, name, mimeType, buffer.toString('base64')],
  );
}

/** Slows down what goes out, so that there is a middle. */
async function slowUploads(person, bytesPerSecond) {
  const session = await person.context.newCDPSession(person.page);
  await session.send('Network.enable');
  const limits = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond };
  await session.send('Network.emulateNetworkConditions', limits);
  return () => session.send('Network.emulateNetworkConditions', { ...limits, uploadThroughput: -1 });
}

export const pictures = [
  {
    name: 'pictures: a photo is chosen, its progress seen, and the other one sees it without its place',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana, '/r/general', 'Ana');
      await enter(rui, '/r/general', 'Rui');
      const buffer = await photo({ noise: 12 });
      assert.ok(await exifr.gps(buffer), 'the photo says where it was taken');
      const fast = await slowUploads(ana, 150_000);
      await choose(ana, [fileOf('lisbon.jpg', buffer)]);
      const bar = ana.page.getByRole('progressbar', { name: 'Progress of lisbon.jpg' });
      await until(
        () => bar.getAttribute('value').catch(() => null),
        (value) => Number(value) > 5 && Number(value) < 95,
        'progress',
        30_000,
      );
      assert.deepEqual(await axeViolations(ana), []);
      await fast();
      await ana.page.getByRole('textbox', { name: 'What does lisbon.jpg show?' }).fill('The river at dusk');
      await readyCount(ana, 1);
      await say(ana, 'look at this');
      const seen = rui.page.getByRole('link', { name: 'The river at dusk' }).last();
      await seen.waitFor();
      await until(
        () => seen.locator('img').evaluate((image) => image.naturalWidth),
        (width) => width > 0,
        'it is shown',
      );
      assert.equal(await tray(ana).count(), 0);
      for (const source of [await seen.getAttribute('href'), await seen.locator('img').getAttribute('src')]) {
        const served = Buffer.from(await (await rui.page.request.get(source)).body());
        assert.ok(served.length > 100);
        assert.equal(await exifr.gps(served).catch(() => undefined), undefined);
        assert.ok(!served.includes('Test camera'));
      }
      assert.deepEqual(await axeViolations(rui), []);
      assert.deepEqual([...(await policyReports(ana)), ...(await policyReports(rui))], []);
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  {
    name: 'pictures: what cannot be sent is told before anything is asked, and the rest goes on',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      await enter(ana, '/r/general', 'Ana');
      const asked = [];
      ana.page.on('request', (request) => {
        if (request.method() === 'POST' && /\/api\/uploads/.test(request.url())) asked.push(request.url());
      });
      const large = Buffer.alloc(11 * 1024 * 1024, 1);
      await choose(ana, [
        fileOf('photo.heic', large, 'image/heic'),
        fileOf('large.jpg', large),
        fileOf('notes.txt', Buffer.from('text'), 'text/plain'),
        fileOf('empty.png', Buffer.alloc(0), 'image/png'),
      ]);
      const told = ana.page.getByRole('alert').filter({ hasText: 'notes.txt' });
      await told.waitFor();
      const text = await told.innerText();
      for (const part of [
        'photo.heic is 11 MB; the limit is 10 MB',
        'large.jpg is 11 MB',
        'empty.png is empty',
        'PNG, JPEG, WebP, GIF or AVIF',
      ])
        assert.ok(text.includes(part), `${part} in ${text}`);
      assert.deepEqual(asked, []);
      await choose(ana, [fileOf('good.jpg', await photo()), fileOf('bad.pdf', Buffer.from('%PDF'), 'application/pdf')]);
      await readyCount(ana, 1);
      await ana.page.getByRole('alert').filter({ hasText: 'bad.pdf' }).waitFor();
      await ana.page.getByRole('button', { name: 'Remove good.jpg' }).click();
      await until(
        () => tray(ana).getByRole('listitem').filter({ hasText: 'good.jpg' }).count(),
        (count) => count === 0,
        'removed',
      );
      assert.deepEqual(await axeViolations(ana), []);
      assert.deepEqual(ana.problems, []);
    },
  },
  {
    name: 'pictures: pasted and dropped ones go into the message, which needs no text',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana, '/r/general', 'Ana');
      await enter(rui, '/r/general', 'Rui');
      await give(ana, 'paste', fileOf('pasted.png', await photo({ hue: 100 }), 'image/jpeg'));
      await give(ana, 'drag', fileOf('dropped.jpg', await photo({ hue: 200 })));
      await ana.page.getByText('Drop pictures here').waitFor();
      await give(ana, 'drop', fileOf('dropped.jpg', await photo({ hue: 200 })));
      await until(
        () => ana.page.getByText('Drop pictures here').count(),
        (count) => count === 0,
        'the target is gone',
      );
      await readyCount(ana, 2);
      await boxOf(ana).press('Enter');
      await rui.page.getByRole('link', { name: 'Picture, Picture 2 of 2' }).last().waitFor();
      assert.equal(await boxOf(ana).inputValue(), '');
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  {
    name: 'pictures: a message waits for its pictures, the box is free, and later messages keep the order',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana, '/r/general', 'Ana');
      await enter(rui, '/r/general', 'Rui');
      const fast = await slowUploads(ana, 60_000);
      await choose(ana, [fileOf('slow.jpg', await photo({ noise: 10 }))]);
      await tray(ana).waitFor();
      await say(ana, 'with a slow picture');
      await say(ana, 'and after it');
      assert.equal(await tray(ana).count(), 0);
      await ana.page
        .locator('.pending-picture')
        .getByText(/^Sending, \d+ %$/)
        .waitFor();
      assert.equal(await rui.page.getByText('and after it').count(), 0);
      // A reload in the middle: bytes and text are kept, and it goes on by itself.
      await ana.page.reload();
      await ana.page.locator('.pending-picture').waitFor();
      await fast();
      await ana.page.reload();
      await rui.page.getByText('and after it').waitFor({ timeout: 60_000 });
      assert.deepEqual((await textsOf(rui)).slice(-2), ['with a slow picture', 'and after it']);
      assert.equal(await rui.page.getByText('with a slow picture').count(), 1);
      const message = rui.page.locator('article').filter({ hasText: 'with a slow picture' });
      assert.equal(await message.getByRole('link').count(), 1);
      await until(
        () => ana.page.evaluate(() => localStorage.getItem('tertulia.pictures')),
        (mark) => mark === null,
        'nothing is kept',
      );
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  {
    name: 'pictures: a cut connection is told, text and others stay, and a retry works',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana, '/r/general', 'Ana');
      await enter(rui, '/r/general', 'Rui');
      ana.isCut = true;
      let cuts = 0;
      await ana.page.route(/\/api\/uploads\/[^/]+\/content/, (route) => {
        cuts += 1;
        return cuts === 2 ? route.abort('connectionreset') : route.continue();
      });
      await choose(ana, [fileOf('one.jpg', await photo({ hue: 10 }))]);
      await readyCount(ana, 1);
      await choose(ana, [fileOf('two.jpg', await photo({ hue: 60 }))]);
      await tray(ana).getByText('The connection was cut. Check your network.').waitFor();
      await say(ana, 'both or none');
      const held = ana.page.locator('article').filter({ hasText: 'both or none' });
      await held.getByRole('button', { name: 'Send without it' }).waitFor();
      assert.equal(await rui.page.getByText('both or none').count(), 0);
      await held.getByRole('button', { name: 'Back to the text box' }).click();
      assert.equal(await boxOf(ana).inputValue(), 'both or none');
      await tray(ana).getByRole('button', { name: 'Retry two.jpg' }).click();
      await readyCount(ana, 2);
      await boxOf(ana).press('Enter');
      const message = rui.page.locator('article').filter({ hasText: 'both or none' });
      await message.getByRole('link').nth(1).waitFor();
      assert.equal(await message.count(), 1);
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  {
    name: 'pictures: a message without a network goes by itself when it is back',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana, '/r/general', 'Ana');
      await enter(rui, '/r/general', 'Rui');
      await choose(ana, [fileOf('first.jpg', await photo())]);
      await readyCount(ana, 1);
      ana.isCut = true;
      await ana.context.setOffline(true);
      await ana.page.getByText('No connection. Your messages will be sent when it returns.').waitFor();
      await choose(ana, [fileOf('tunnel.jpg', await photo({ hue: 150 }))]);
      await tray(ana).getByText('Waits for the connection').waitFor();
      await say(ana, 'from the tunnel');
      await ana.context.setOffline(false);
      const message = rui.page.locator('article').filter({ hasText: 'from the tunnel' });
      await message.getByRole('link').nth(1).waitFor({ timeout: 60_000 });
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
  {
    name: 'pictures: a draft keeps its pictures while other rooms are visited, and signing out takes them away',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      await enter(ana, '/r/general', 'Ana');
      await choose(ana, [fileOf('kept.jpg', await photo())]);
      await readyCount(ana, 1);
      await ana.page.getByRole('textbox', { name: 'What does kept.jpg show?' }).fill('kept words');
      await ana.page.goto('/rooms');
      await ana.page.goto('/r/general');
      await readyCount(ana, 1);
      assert.equal(
        await ana.page.getByRole('textbox', { name: 'What does kept.jpg show?' }).inputValue(),
        'kept words',
      );
      await ana.page.goto('/settings/device');
      await ana.page.getByRole('button', { name: 'Sign out' }).click();
      await ana.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
      await ana.page.getByRole('button', { name: /^Enter/ }).waitFor();
      await until(
        () => ana.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)),
        (names) => !names.includes('tertulia-pictures'),
        'the database is gone',
      );
      assert.deepEqual(ana.problems, []);
    },
  },
  {
    name: 'pictures: the gallery is used by keys alone, and gives the focus back',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana, '/r/general', 'Ana');
      await enter(rui, '/r/general', 'Rui');
      await choose(ana, [
        fileOf('a.jpg', await photo({ hue: 0 })),
        fileOf('b.jpg', await photo({ hue: 90, width: 600, height: 900 })),
        fileOf('c.gif', await animation(), 'image/gif'),
      ]);
      for (const name of ['a.jpg', 'b.jpg', 'c.gif'])
        await ana.page.getByRole('textbox', { name: `What does ${name} show?` }).fill(`the picture ${name}`);
      await readyCount(ana, 3);
      await say(ana, 'three to look at');
      await rui.page.locator('article', { hasText: 'three to look at' }).last().waitFor();
      const first = rui.page.getByRole('link', { name: 'the picture a.jpg, Picture 1 of 3' }).last();
      await first.waitFor();
      await first.focus();
      await rui.page.keyboard.press('Enter');
      const gallery = rui.page.getByRole('dialog', { name: 'Pictures' });
      await gallery.getByText('1 of 3').waitFor();
      assert.deepEqual(await axeViolations(rui), []);
      await rui.page.keyboard.press('ArrowRight');
      await gallery.getByText('the picture b.jpg').waitFor();
      await gallery.getByText('2 of 3').waitFor();
      await rui.page.keyboard.press('End');
      await gallery.getByText('the picture c.gif').waitFor();
      // Nothing moves by itself where that is not wished for.
      await gallery.getByRole('button', { name: 'Play the animation', pressed: false }).waitFor();
      await rui.page.keyboard.press('Escape');
      await until(
        () => rui.page.getByRole('dialog').count(),
        (count) => count === 0,
        'closed',
      );
      assert.equal(await first.evaluate((element) => element === document.activeElement), true);
      assert.deepEqual(await policyReports(rui), []);
      assert.deepEqual([...ana.problems, ...rui.problems], []);
    },
  },
];
