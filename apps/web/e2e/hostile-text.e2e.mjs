import assert from 'node:assert/strict';
import { enter, openPerson, policyReports, say, until } from './browser.mjs';

const HOSTILE = [
  '<script>globalThis.hacked = 1</script>',
  '<img src=x onerror="globalThis.hacked = 1">',
  '<svg/onload=globalThis.hacked=1><iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
  'javascript:globalThis.hacked=1',
  'JaVaScRiPt:globalThis.hacked=1 java\tscript:alert(1)',
  'data:text/html,<script>globalThis.hacked=1</script>',
  'vbscript:msgbox(1)',
  '&#106;avascript&#58;alert(1) &lt;img src=x onerror=alert(1)&gt;',
  '[click](javascript:alert(1)) <javascript:alert(1)> <https://good.example>',
  'https://good.example"onmouseover="globalThis.hacked=1" x',
  'https://user@evil.example/ https://good.example@evil.example/',
  '\u202Egnp.exe\u202C and \u2066isolated',
  'mailto:someone@example.com?subject=hi mailto:javascript',
  '{{constructor.constructor("globalThis.hacked=1")()}} ${globalThis.hacked=1}',
];
const ALLOWED_ELEMENTS = new Set([
  'DIV',
  'ARTICLE',
  'P',
  'A',
  'SPAN',
  'STRONG',
  'TIME',
  'HEADER',
  'H2',
  'BUTTON',
  'svg',
  'rect',
  'g',
  'path',
]);

export const hostileText = [
  {
    name: 'hostile texts are shown as texts, with no new element, no bad link and no report of the policy',
    async run({ browser, url }) {
      const [ana, rui] = [await openPerson(browser, url), await openPerson(browser, url)];
      await enter(ana, '/r/general', '<b onclick=alert(1)>Ana</b>');
      await enter(rui);
      for (const text of HOSTILE) await say(ana, text);
      for (const person of [ana, rui]) {
        await until(
          () =>
            person.page
              .locator('[role=log] article .message-text')
              .evaluateAll((all) => all.map((element) => element.textContent)),
          (texts) => HOSTILE.every((text) => texts.includes(text)),
          'every text literally',
        );
        const found = await person.page.getByRole('log').evaluate((log) => ({
          elements: [...new Set([...log.querySelectorAll('*')].map((element) => element.tagName))],
          links: [...log.querySelectorAll('a')].map((link) => ({ href: link.href, rel: link.rel })),
        }));
        assert.deepEqual(
          found.elements.filter((name) => !ALLOWED_ELEMENTS.has(name)),
          [],
        );
        assert.ok(found.links.some(({ href }) => href === 'https://good.example/'));
        for (const { href, rel } of found.links) {
          assert.match(href, /^(https?|mailto):/);
          assert.doesNotMatch(href, /evil/);
          assert.equal(rel, 'noopener noreferrer nofollow ugc');
        }
        assert.equal(await person.page.evaluate(() => globalThis.hacked), undefined);
        assert.deepEqual(await policyReports(person), []);
        assert.deepEqual(person.problems, []);
      }
    },
  },
];
