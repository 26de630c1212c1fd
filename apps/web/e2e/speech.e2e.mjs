import assert from 'node:assert/strict';
import { axeViolations, enter, openPerson, policyReports, say, until } from './browser.mjs';

/** The sentences that are not empty. */
export const onlyTexts = (texts) => texts.filter((text) => text.trim() !== '');

const LONG = 'Esta es una frase bastante larga que se lee en voz alta, y después viene otra. '.repeat(6);

/** Presses Listen at a message; gives the API's answer and that of the sound, which plays then. */
export async function listen({ page }, text) {
  const message = page.locator('article', { hasText: text }).last();
  await until(
    () => message.getAttribute('data-message'),
    (id) => id !== null,
    'the message is stored',
  );
  await message.hover();
  const [asked, sound] = await Promise.all([
    page.waitForResponse(
      (response) => /\/messages\/[^/]+\/speech$/.test(response.url()) && response.request().method() === 'POST',
    ),
    page.waitForResponse((response) => /\/speech\/[0-9a-f]{64}/.test(response.url())),
    message.getByRole('button', { name: 'Listen' }).click(),
  ]);
  assert.equal(asked.status(), 200);
  assert.ok([200, 206].includes(sound.status()), `the sound is answered with ${sound.status()}`);
  return { asked, sound };
}

const bar = ({ page }) => page.locator('.player-line');
const progress = (person) =>
  bar(person)
    .getByRole('progressbar')
    .evaluate((element) => element.value);

export const speech = [
  {
    name: 'a message is read aloud, paused, gone on with, and ended with Escape',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      await enter(ana, '/r/general', 'Ana');
      await say(ana, LONG);
      await listen(ana, 'Esta es una frase');
      await until(
        () => progress(ana),
        (part) => part > 0,
        'the sound goes on',
      );
      assert.equal(await ana.page.getByRole('button', { name: 'Listen', pressed: true }).count(), 1);
      await ana.page.getByRole('button', { name: 'Pause reading aloud' }).click();
      const held = await progress(ana);
      await ana.page.getByRole('button', { name: 'Go on reading aloud' }).click();
      await until(
        () => progress(ana),
        (part) => part > held,
        'the sound goes on after the pause',
      );
      await ana.page.keyboard.press('Escape');
      await bar(ana).waitFor({ state: 'detached' });
      assert.deepEqual(ana.problems, []);
      assert.deepEqual(await policyReports(ana), []);
    },
  },
  {
    name: 'listening from the keyboard; one at a time, and leaving the room ends it',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      await ana.context.addInitScript(() => {
        globalThis.sounds = [];
        globalThis.Audio = class extends globalThis.Audio {
          constructor(...given) {
            super(...given);
            globalThis.sounds.push(this);
          }
        };
      });
      await enter(ana, '/r/general', 'Ana');
      await say(ana, LONG);
      await say(ana, `Otra cosa. ${LONG}`);
      await listen(ana, 'Otra cosa');
      const first = ana.page.locator('article', { hasText: 'Esta es una frase' }).first();
      await first.focus();
      await ana.page.keyboard.press('p');
      await until(
        () => first.getByRole('button', { name: 'Listen', pressed: true }).count(),
        (count) => count === 1,
        'pressed',
      );
      assert.equal(await ana.page.getByRole('button', { name: 'Listen', pressed: true }).count(), 1);
      assert.equal(await bar(ana).count(), 1);
      const isSilent = () => ana.page.evaluate(() => globalThis.sounds.every(({ paused }) => paused));
      await until(isSilent, (silent) => !silent, 'something is heard');
      await ana.page.getByRole('link', { name: 'Settings' }).click();
      await ana.page.getByRole('heading', { name: 'Settings' }).waitFor();
      assert.equal(await isSilent(), true);
      assert.deepEqual(ana.problems, []);
    },
  },
  {
    name: 'the line of what is read aloud fits 360 px in both themes, from the sheet of actions, and breaks no rule',
    async run({ browser, url }) {
      for (const { theme, locale, more, hear, group } of [
        { theme: 'light', locale: 'es', more: 'Más acciones', hear: 'Escuchar', group: /Leyendo en voz alta/ },
        { theme: 'dark', locale: 'pt-BR', more: 'Mais ações', hear: 'Ouvir', group: /Lendo em voz alta/ },
      ]) {
        const options = { theme, locale, viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };
        const rui = await openPerson(browser, url, options);
        await enter(rui, '/r/general', 'Rui');
        await say(rui, `${theme} ${LONG}`);
        const message = rui.page.locator('article', { hasText: `${theme} Esta` }).last();
        await until(
          () => message.getAttribute('data-message'),
          (id) => id !== null,
          'the message is stored',
        );
        const listen = rui.page.getByRole('button', { name: hear });
        // Its tags come a moment later and move the line under the finger: whoever missed it taps again.
        const open = async () => {
          if (!(await listen.isVisible())) await message.getByRole('button', { name: more }).tap();
          return listen.waitFor({ timeout: 3_000 }).then(
            () => true,
            () => false,
          );
        };
        await until(open, Boolean, 'the sheet of actions is open');
        await listen.tap();
        await rui.page.getByRole('group', { name: group }).waitFor();
        await until(
          () => progress(rui),
          (part) => part > 0,
          'the sound goes on',
        );
        const box = await bar(rui).boundingBox();
        assert.ok(box && box.x >= 0 && box.x + box.width <= 360, 'the line is inside of the window');
        assert.deepEqual(await axeViolations(rui), []);
        assert.deepEqual(rui.problems, []);
        assert.deepEqual(await policyReports(rui), []);
      }
    },
  },
  {
    name: 'where nobody can read aloud it is said, and nothing stays open',
    async run({ browser, url }) {
      const ana = await openPerson(browser, url);
      // Headless browsers have no voices: what is left is the sentence.
      await ana.page.route(/\/messages\/[^/]+\/speech$/, (route) => route.fulfill({ status: 503, body: '' }));
      ana.isCut = true;
      await enter(ana, '/r/general', 'Ana');
      await say(ana, 'nobody reads this aloud');
      const message = ana.page.locator('article', { hasText: 'nobody reads this aloud' }).last();
      await until(
        () => message.getAttribute('data-message'),
        (id) => id !== null,
        'the message is stored',
      );
      await message.hover();
      await message.getByRole('button', { name: 'Listen' }).click();
      await ana.page.getByText('The message cannot be read aloud now.').waitFor();
      assert.equal(await bar(ana).count(), 0);
      assert.deepEqual(ana.problems, []);
    },
  },
];
