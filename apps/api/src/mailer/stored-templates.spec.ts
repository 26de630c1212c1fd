import { describe, expect, it } from '@jest/globals';
import { locales } from '@tertulia/contract';
import Handlebars from 'handlebars';
import type { Letter } from './letter.js';
import { renderLetter } from './render-letter.js';
import { buildStoredTemplate, storedTemplateData } from './stored-templates.js';

const names = ['Inés', '<b>"Eve"</b> & {{code}} {{{url}}}', "O'Neil = `x`"];

describe.each(locales)('letters that SES stores in %s', (locale) => {
  it.each(names)('say the same as those that are made here, for %s', (displayName) => {
    const reader = { displayName, locale, timeZone: 'UTC' };
    const letters: Letter[] = [
      { kind: 'verification', reader, url: 'https://chat.example.com/verify?a=1&b=2#t', hours: 24 },
      { kind: 'verification', reader, url: 'https://chat.example.com/verify', hours: 1 },
      { kind: 'code', reader, code: '042137', minutes: 10 },
    ];
    for (const letter of letters) {
      const template = buildStoredTemplate(letter.kind === 'code' ? 'code' : 'verification', locale);
      const data = storedTemplateData(letter);
      // As SES renders: Handlebars that escapes nothing.
      const render = (source: string) => Handlebars.compile(source, { noEscape: true, strict: true })(data);
      const { name, ...parts } = template;
      expect(name).toBe(`tertulia-${letter.kind}-${locale}`);
      expect({ subject: render(parts.subject), text: render(parts.text), html: render(parts.html) }).toEqual(
        renderLetter(letter),
      );
    }
  });

  it('have placeholders for values and nothing else in braces, none of them unescaped in HTML', () => {
    for (const kind of ['verification', 'code'] as const) {
      const { subject, text, html } = buildStoredTemplate(kind, locale);
      for (const [, inside] of (subject + text).matchAll(/\{\{(.*?)\}\}/g))
        expect(inside).toMatch(/^(name|url|code|validFor)$/);
      for (const [, inside] of html.matchAll(/\{\{(.*?)\}\}/g))
        expect(inside).toMatch(/^(name|url|code|validFor)Html$/);
      expect(text).toContain(kind === 'code' ? '{{code}}' : '{{url}}');
    }
  });
});

it('a letter with headers of its own is not stored', () => {
  const reader = { displayName: 'Inés', locale: 'es', timeZone: 'UTC' } as const;
  const settingsUrl = 'https://chat.example.com/settings';
  expect(storedTemplateData({ kind: 'notice', reader, what: 'address_removed', settingsUrl })).toBeNull();
});
