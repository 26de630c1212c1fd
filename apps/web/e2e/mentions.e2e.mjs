import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { enter, openPerson } from './browser.mjs';

const BUILT = new URL('../../../libs/contract/dist/', import.meta.url);
const PLACE = '/contract/';

/** The grammar as the server runs it, handed to the browser as modules of the page's own origin. */
async function serveGrammar(page) {
  await page.route(`**${PLACE}*.js`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(PLACE.length);
    await route.fulfill({ contentType: 'text/javascript', body: await readFile(new URL(name, BUILT), 'utf8') });
  });
}

export const mentions = [
  {
    name: 'mentions: the whole table of the grammar comes out in this browser as on the server',
    async run({ browser, url }) {
      const { readMentionCase, mentionCases } = await import(new URL('mention-cases.js', BUILT).href);
      const ana = await openPerson(browser, url);
      await enter(ana);
      await serveGrammar(ana.page);
      const seen = await ana.page.evaluate(async (module) => {
        const table = await import(module);
        return JSON.stringify(table.mentionCases.map((one) => table.readMentionCase(one)));
      }, `${PLACE}mention-cases.js`);
      assert.ok(mentionCases.length >= 80, `only ${mentionCases.length} cases`);
      assert.equal(seen, JSON.stringify(mentionCases.map((one) => readMentionCase(one))));
      assert.deepEqual(ana.problems, []);
    },
  },
];
