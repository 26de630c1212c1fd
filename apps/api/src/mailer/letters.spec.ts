import { describe, expect, it } from '@jest/globals';
import { type Locale, locales } from '@tertulia/contract';
import { simpleParser } from 'mailparser';
import { composeMail, isOneAddress, parseSender } from './compose-mail.js';
import type { Letter, LetterItem, LetterReader, LetterRoom } from './letter.js';
import { renderLetter } from './render-letter.js';

const settingsUrl = 'https://chat.example.com/settings';
const unsubscribeUrl = 'https://chat.example.com/api/mail/unsubscribe/dG9rZW4';

function buildReader(locale: Locale, overrides: Partial<LetterReader> = {}): LetterReader {
  return { displayName: 'Inés', locale, timeZone: 'America/Lima', ...overrides };
}

function buildItem(overrides: Partial<LetterItem> = {}): LetterItem {
  return {
    kind: 'mention',
    author: 'Ana Quispe',
    excerpt: '@ines ¿vienes a las 8?',
    at: '2026-11-21T17:05:00.000Z',
    url: 'https://chat.example.com/r/cafe/m/1',
    ...overrides,
  };
}

function buildRoom(overrides: Partial<LetterRoom> = {}): LetterRoom {
  return { name: 'Café', url: 'https://chat.example.com/r/cafe', items: [buildItem()], more: 0, ...overrides };
}

const letters: [string, (reader: LetterReader) => Letter][] = [
  ['verification', (reader) => ({ kind: 'verification', reader, url: 'https://chat.example.com/verify#t', hours: 24 })],
  ['code', (reader) => ({ kind: 'code', reader, code: '042137', minutes: 10 })],
  ['notice of a replaced address', (reader) => ({ kind: 'notice', reader, what: 'address_replaced', settingsUrl })],
  ['notice of a removed address', (reader) => ({ kind: 'notice', reader, what: 'address_removed', settingsUrl })],
  ['mention', (reader) => buildMention({ reader })],
  [
    'several mentions',
    (reader) =>
      buildMention({ reader, room: buildRoom({ items: [buildItem(), buildItem({ author: 'Bo' })], more: 3 }) }),
  ],
  [
    'follow-up',
    (reader) => buildMention({ reader, isFollowUp: true, room: buildRoom({ items: [buildItem({ kind: 'reply' })] }) }),
  ],
  [
    'digest',
    (reader) => ({
      kind: 'digest',
      reader,
      rooms: [buildRoom({ more: 1 }), buildRoom({ name: 'Fútbol', items: [buildItem({ kind: 'reply' })] })],
      moreRooms: 0,
      settingsUrl,
      unsubscribeUrl,
    }),
  ],
  [
    'digest with rooms left out',
    (reader) => ({ kind: 'digest', reader, rooms: [buildRoom()], moreRooms: 2, settingsUrl, unsubscribeUrl }),
  ],
];

function buildMention(overrides: Partial<Extract<Letter, { kind: 'mention' }>> = {}): Letter {
  return {
    kind: 'mention',
    reader: buildReader('es'),
    room: buildRoom(),
    isFollowUp: false,
    settingsUrl,
    unsubscribeUrl,
    ...overrides,
  };
}

async function parse(letter: Letter, name = 'Inés') {
  const mail = { id: '0193-1', attempt: 1, to: { address: 'ines@example.com', name }, letter };
  const { raw } = await composeMail(mail, parseSender('Tertulia <chat@example.com>'), new Date(0));
  return simpleParser(raw);
}

describe.each(locales)('letters in %s', (locale) => {
  it.each(letters)('words the %s', (_name, build) => {
    const { subject, text, html } = renderLetter(build(buildReader(locale)));
    expect({ subject, text }).toMatchSnapshot();
    expect(html).toMatchSnapshot();
  });

  it.each(letters)('leaves no placeholder, no foreign link and no empty one in the %s', (_name, build) => {
    const letter = build(buildReader(locale));
    const { subject, text, html } = renderLetter(letter);
    expect(subject + text + html).not.toMatch(/\{\{|undefined|\[object/);
    for (const [, url] of html.matchAll(/href="([^"]*)"/g)) expect(url).toMatch(/^https:\/\/chat\.example\.com\//);
  });
});

describe('names and texts of people in a letter', () => {
  const hostile = [
    'Eve\r\nBcc: all@example.com',
    'Eve\r\n\r\n<h1>owned</h1>',
    '{{x}} {{{x}}} {{#each this}}',
    '"Eve" <eve@example.com>, \'b\'',
    '<script>alert(1)</script>',
    '\u202Egnp.exe\u2066',
    '=?utf-8?q?x?=',
    'a\u0000b\u2028c\ud800',
    `${'ñ'.repeat(5_000)}`,
  ];

  it.each(hostile)('stay literal text in a mail to one recipient: %j', async (name) => {
    const room = buildRoom({ name, items: [buildItem({ author: name, excerpt: name })] });
    const mail = await parse(buildMention({ room, reader: buildReader('es', { displayName: name }) }), name);
    expect(mail.headerLines.map(({ key }) => key).toSorted()).toEqual([
      'auto-submitted',
      'content-language',
      'content-type',
      'date',
      'from',
      'list-unsubscribe',
      'list-unsubscribe-post',
      'message-id',
      'mime-version',
      'subject',
      'to',
      'x-auto-response-suppress',
      'x-tertulia-mail',
    ]);
    const to = [mail.to ?? []].flat().flatMap(({ value }) => value);
    expect(to.map(({ address }) => address)).toEqual(['ines@example.com']);
    expect(mail.html).not.toMatch(/<script|<h1>owned/);
    const shown = `${mail.subject}${mail.text}${to[0]?.name}`.replaceAll('\n', '');
    expect(shown).not.toMatch(/[\p{Cc}\u2028\u202a-\u202e\u2066-\u2069]/u);
    expect(mail.subject?.length).toBeLessThanOrEqual(150);
  });

  it('keeps braces and marks as they were written', async () => {
    const mail = await parse(buildMention({ room: buildRoom({ name: '{{{x}}} & <b>' }) }));
    expect(mail.subject).toBe('Ana Quispe te mencionó en {{{x}}} & <b>');
    expect(mail.text).toContain('{{{x}}} & <b>');
    expect(mail.html).toContain('{{{x}}} &amp; &lt;b&gt;');
  });

  it('are no links, whatever a mail program makes of text', async () => {
    const excerpt = 'mira https://evil.example/login?x=1, www.evil.example o evil.example';
    const { text, html } = await parse(buildMention({ room: buildRoom({ items: [buildItem({ excerpt })] }) }));
    expect(text).toContain('mira [enlace] [enlace] o evil.\u2060example');
    for (const body of [text, html]) expect(body).not.toMatch(/evil\.example|\/login/);
  });

  it('quotes at most 200 characters, none of them broken', () => {
    const room = buildRoom({ items: [buildItem({ excerpt: '👋'.repeat(300) })] });
    expect(renderLetter(buildMention({ room })).text).toContain(`> ${'👋'.repeat(199)}…\n`);
  });
});

describe('a letter that can be stopped', () => {
  it('says so to mail programs, one click where the address is https', async () => {
    const mail = await parse(buildMention());
    const line = (key: string) => mail.headerLines.find((header) => header.key === key)?.line;
    expect(line('list-unsubscribe')).toBe(`List-Unsubscribe: <${unsubscribeUrl}>`);
    expect(line('list-unsubscribe-post')).toBe('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    const local = await parse(buildMention({ unsubscribeUrl: 'http://localhost:3000/api/mail/unsubscribe/x' }));
    expect(local.headers.has('list-unsubscribe-post')).toBe(false);
  });

  it('keeps a long token on one line', async () => {
    const long = `https://chat.example.com/api/mail/unsubscribe/${'x'.repeat(600)}`;
    const mail = await parse(buildMention({ unsubscribeUrl: long }));
    expect(mail.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line).toBe(`List-Unsubscribe: <${long}>`);
  });

  it('is not one that somebody asked for', async () => {
    const mail = await parse({ kind: 'code', reader: buildReader('en'), code: '042137', minutes: 10 });
    expect(mail.headers.has('list-unsubscribe')).toBe(false);
  });
});

describe('times in a letter', () => {
  it('are those of the reader, or of UTC where the zone is not known', () => {
    const at = (timeZone: string) => renderLetter(buildMention({ reader: buildReader('en', { timeZone }) })).text;
    expect(at('America/Lima')).toContain('12:05 PM');
    expect(at('Europe/Madrid')).toContain('6:05 PM');
    expect(at('Mars/Base')).toContain('5:05 PM');
  });
});

describe('where mail goes', () => {
  it.each(['a@example.com,b@example.com', 'a@example.com\r\nBcc: b@example.com', 'A <a@example.com>', 'a@b', ''])(
    'is one address and nothing else: %j is refused',
    (address) => expect(isOneAddress(address)).toBe(false),
  );

  it('may be as odd as addresses are', () => {
    expect(isOneAddress("o'neil+tag@mail.example.com")).toBe(true);
  });
});
