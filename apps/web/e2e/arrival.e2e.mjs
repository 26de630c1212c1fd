import assert from 'node:assert/strict';
import { openPerson, until } from './browser.mjs';

const MOST_RELOADS = 3;

/** A person whose page loses some of its files on the way; `loads` counts how often the page was asked for. */
async function openOnBadLine(browser, url, files, isLost, options = {}) {
  const person = await openPerson(browser, url, { serviceWorkers: 'block', ...options });
  person.isCut = true;
  const line = { loads: 0, asked: 0 };
  person.page.on('request', (request) => {
    if (request.isNavigationRequest()) line.loads += 1;
  });
  await person.page.route(files, (route) => {
    line.asked += 1;
    return isLost(line) ? route.fulfill({ status: 503 }) : route.continue();
  });
  return { person, line };
}

/** Anything but that a part of the app did not come. */
const isOther = (problem) => !/dynamically imported module/.test(problem);

export const arrival = [
  ...[
    ['its first script', '**/assets/index-*.js'],
    ['the texts of its language', '**/assets/en-*.js'],
    ['its style', '**/assets/index-*.css'],
  ].map(([what, files]) => ({
    name: `a page that lost ${what} on the way asks for it again by itself`,
    async run({ browser, url }) {
      const { person, line } = await openOnBadLine(browser, url, files, ({ asked }) => asked <= 2);
      await person.page.goto('/');
      await until(
        () => line.loads,
        (loads) => loads === 3,
        'two more loads',
      );
      await person.page.getByRole('button', { name: 'Enter' }).click();
      await person.page.getByRole('log').waitFor();
      assert.equal(line.loads, 3);
      assert.deepEqual(person.problems.filter(isOther), []);
    },
  })),
  {
    name: 'a page whose scripts do not come says so in its language, stops asking, and leaves the rest to the person',
    async run({ browser, url }) {
      let isAway = true;
      const lost = () => isAway;
      const { person, line } = await openOnBadLine(browser, url, '**/assets/*.js', lost, { locale: 'pt-BR' });
      const { page } = person;
      await page.clock.install();
      await page.goto('/');
      for (let load = 1; load <= MOST_RELOADS; load += 1) {
        await page.getByRole('alert').getByText('O Tertulia não chegou inteiro.').waitFor();
        await page.clock.fastForward(20_000);
        await until(
          () => line.loads,
          (loads) => loads === load + 1,
          'another load',
        );
      }
      const again = page.getByRole('button', { name: 'Tentar de novo' });
      await again.waitFor();
      await page.clock.fastForward(30_000);
      assert.equal(line.loads, 1 + MOST_RELOADS);
      isAway = false;
      await again.click();
      await page.getByRole('button', { name: 'Entrar' }).waitFor();
      assert.deepEqual(person.problems, []);
    },
  },
];
