/** One row of the mention table: the server and the browser must read the text alike. */
export interface MentionCase {
  name: string;
  text: string;
  /** Handles of the people who are named, the author left out. */
  people: readonly string[];
  /** Slugs of the rooms that are linked. */
  rooms?: readonly string[];
  everyone?: 'all' | 'here';
  /** `rui` unless said otherwise. */
  author?: string;
  /** Start and length of each part, in code points. */
  spans?: readonly (readonly [number, number])[];
}

type Told = [name: string, text: string, people: readonly string[], more?: Partial<MentionCase>];

const FLAG = '🇨🇱';
const ENGLAND = '\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}';
const FAMILY = '👩\u200D👩\u200D👧';
const HEART = '\u2764\uFE0F';
const KEYCAP = '1\uFE0F\u20E3';

/** 8,000 units of one pattern: what somebody sends to keep the server busy. */
function hostile(pattern: string): string {
  return pattern
    .repeat(Math.ceil(8_000 / pattern.length))
    .slice(0, 8_000)
    .toWellFormed();
}

const positions: Told[] = [
  ['an astral point before it counts as one', '𝒳 @ana', ['ana'], { spans: [[2, 4]] }],
  ['emoji before it count in points', `${FAMILY} @ana`, ['ana'], { spans: [[6, 4]] }],
  ['each of several has its own place', '@ana 👍 @maria', ['ana', 'maria'], { spans: [[0, 4], [7, 6]] }], // prettier-ignore
  ['a decomposed name is as long as it was typed', 'a @jose\u0301!', ['josé'], { spans: [[2, 6]] }],
  ['separators behind the name are not of it', '@ana.-_ y', ['ana'], { spans: [[0, 4]] }],
  ['an inner full stop ends the span', 'ya @ana.Luego', ['ana'], { spans: [[3, 4]] }],
  ['the span of a glued name is the sign and the name', 'Hola@francisco', ['francisco'], { spans: [[4, 10]] }],
  ['text that was left out keeps its place', '`👍` @ana', ['ana'], { spans: [[4, 4]] }],
  ['one person named three times is three spans', '@ana @ANA ＠ana', ['ana'], { spans: [[0, 4], [5, 4], [10, 4]] }], // prettier-ignore
];

const scripts: Told[] = [
  ['full-width letters are the same letters', '＠ｆｒａｎｃｉｓｃｏ', ['francisco']],
  ['full-width letters with a full-width full stop', '＠ｊｏａｏ．ｓｉｌｖａ．', ['joao.silva'], { spans: [[0, 11]] }],
  ['mathematical letters are the same letters', '@𝐚𝐧𝐚', ['ana'], { spans: [[0, 4]] }],
  ['an accent makes another name', '@jose @aná @máría', []],
  ['a mark behind a name makes another name', '@ana\u0301', []],
  ['marks of a decomposed umlaut', '@mu\u0308ller, hallo', ['müller']],
  ['case of other scripts', '@ДМИТРИЙ привет', ['дмитрий']],
  ['letters that only look alike are others', '@аna', []],
  ['a name from right to left', 'مرحبا @مريم!', ['مريم'], { spans: [[6, 5]] }],
  ['a name from right to left with an Arabic comma', '@מישהו @דנה، @مريم؟', ['דנה', 'مريم']],
  ['direction marks around it', '\u200F@ana\u200F \u2068@maria\u2069', ['ana', 'maria']],
  ['a name in characters without spaces', '@田中、@김민수！', ['田中', '김민수']],
  ['letters glued behind a name make another one', '@田中さん @anaさん', []],
  ['letters without spaces before it', 'こんにちは@田中', ['田中'], { spans: [[5, 3]] }],
  ['a decomposed name of syllables', `@${'김민수'.normalize('NFD')}`, ['김민수'], { spans: [[0, 9]] }],
  ['digits of names', '@x-1 @user_2 @x-2', ['x-1', 'user_2']],
];

const emoji: Told[] = [
  ['flags before and behind', `${FLAG}@ana${FLAG}`, ['ana'], { spans: [[2, 4]] }],
  ['a flag of tags before and behind', `${ENGLAND}@ana${ENGLAND}`, ['ana']],
  ['joined emoji before and behind', `${FAMILY}@ana${FAMILY}`, ['ana'], { spans: [[5, 4]] }],
  ['an emoji with a variation before and behind', `${HEART}@ana${HEART}`, ['ana']],
  ['a keycap before and behind', `${KEYCAP}@ana${KEYCAP}`, ['ana'], { spans: [[3, 4]] }],
  ['skin tones between two', '@ana👋🏽@maria', ['ana', 'maria']],
];

const places: Told[] = [
  ['new lines on both sides', 'hola\n@ana\r\n@maria\n', ['ana', 'maria']],
  ['tabs and hard spaces', '\t@ana\u00A0@maria\u3000＠francisco', ['ana', 'maria', 'francisco']],
  ['brackets in brackets', '([{«“@ana”»}])', ['ana']],
  ['bold around it', '**@ana** ~~@maria~~ *@francisco*', ['ana', 'maria', 'francisco']],
  ['dashes and an ellipsis', '—@ana— …@maria…', ['ana', 'maria']],
  ['other signs end the name', '@ana:@maria;@francisco!', ['ana', 'maria', 'francisco']],
  ['three parted by slashes', '@ana/@maria/@francisco', ['ana', 'maria', 'francisco']],
  ['a slash behind nobody', '@pedro/@ana y/@maria /@francisco', []],
  ['a slash behind a separator', '@ana./@maria', ['ana']],
  ['signs that forbid a name', '_@ana +@ana %@ana =@ana #@ana ＠@ana', []],
  ['a name must begin with a letter or digit', '@.ana @-ana @_ana @ ana @', []],
  ['only before a capital a full stop is cut', '@ana.luego @ana.1 @joao.Silva.Luego', ['joao.silva']],
  ['the longest name comes first', '@joao.silva.Luego @ana.Luego.Vamos', ['joao.silva', 'ana']],
];

const glued: Told[] = [
  ['a greeting in quotes', '"Hola@francisco" (Oi@maria)', ['francisco', 'maria']],
  ['a decomposed accent in the greeting', 'Ole\u0301@ana', ['ana']],
  ['no full stop is cut behind a greeting', 'Hola@ana.Luego Hola@ana.com', []],
  ['separators behind a glued name', 'Hola@ana. Oi@maria_', ['ana', 'maria']],
  ['addresses', 'ana.b@francisco a-b@ana a_b@ana a+b@ana ana1@ana 1@ana', []],
  ['no second sign before it in the word', 'a@b@ana ana@maria@francisco', ['maria']],
  ['an escaped sign in the word', 'a\\@b@ana', []],
  ['a role at a host is nobody', 'ops@all info@here', []],
];

const silent: Told[] = [
  ['code with several accents', '``@ana ` @ana`` @maria', ['maria']],
  ['an accent that nothing closes is text', '`@ana', ['ana']],
  ['code ends with its line', '`a\n@ana`', ['ana']],
  ['an escaped accent opens nothing', '\\`@ana`', ['ana']],
  ['a block with a language', 'antes @ana\n```ts\n@maria\n\n> @maria\n```\n@francisco', ['ana', 'francisco']],
  ['text on the lines of the fences', '```@ana\n@ana\n@ana```\n@maria', ['maria']],
  ['a fence that nothing closes is text, as it is shown', '```ts\n@ana', ['ana']],
  ['a fence of four is none', '````\n@ana\n````', ['ana']],
  ['quotes of quotes, and the answer below', '> @ana\n>> @ana\n>@ana\n@maria > @francisco', ['maria', 'francisco']],
  ['the target of a named link, and what follows it', '[x](https://x.test/@ana)@maria', ['maria']],
  ['links of other kinds', 'ftp://x/@ana MAILTO:a@ana matrix://x.test:1/@ana', []],
  [
    'a link in brackets ends with the line or a space',
    '<https://x.test/@ana>\n(https://x.test/@ana) @maria',
    ['maria'],
  ],
  ['an escaped sign before a second one', '\\@@ana \\\\@ana', []],
];

const rooms: Told[] = [
  ['a room before a member of the same name', '#cine @cine', ['cine'], { rooms: ['cine'], spans: [[0, 5], [6, 5]] }], // prettier-ignore
  ['a room with a full stop behind it', '(#General). #cafe-lisboa. #general.Luego', [], { rooms: ['general', 'cafe-lisboa'] }], // prettier-ignore
  ['a room is not named with @', '@general @cafe-lisboa', []],
  ['a room in another script', '#日本語の部屋', [], { rooms: ['日本語の部屋'] }],
  ['nobody and nothing', '#cafe #1 # #!', []],
  ['letters, digits and signs before it', 'ana#general 1#general x/#general @#general &ana#ana', []],
  ['rooms parted by slashes', '#general/#cine/@ana', ['ana'], { rooms: ['general', 'cine'] }],
];

const everyone: Told[] = [
  ['everybody', '@all hola', [], { everyone: 'all', spans: [[0, 4]] }],
  ['everybody in Spanish and Portuguese', '¡@Todos!', [], { everyone: 'all' }],
  ['those who are here', 'hey @HERE.', [], { everyone: 'here', spans: [[4, 5]] }],
  ['those who are here without the accent', '@aqui.Vamos', [], { everyone: 'here', spans: [[0, 5]] }],
  ['those who are here with the accent', '@Aqui\u0301, ven', [], { everyone: 'here', spans: [[0, 6]] }],
  ['everybody and one person', '@all @ana', ['ana'], { everyone: 'all' }],
  ['not with #, and not as a part of a word', '#all #todos @all-hands @allison @todas', []],
];

const attacks: Told[] = [
  ['64 letters', `@${'a'.repeat(64)} @ana`, ['ana']],
  ['a word too long for a name', `@${'a'.repeat(65)} @${'ana'.repeat(40)}`, []],
  ['a name, then many separators', `@ana${'.'.repeat(200)} @maria`, ['ana', 'maria']],
  ['a name, then a very long sentence', `@ana.Luego${'x'.repeat(200)}`, ['ana']],
  ['a name far behind in a long word', `@${'x'.repeat(70)}.Ana`, []],
  ['8 KB of a@', hostile('a@'), []],
  ['8 KB of @', hostile('@'), []],
  ['8 KB of #', hostile('#'), []],
  ['8 KB of @a.B.C', `@a${hostile('.B.C')}`, []],
  ['8 KB of many such words', hostile(`@a${'.B'.repeat(31)} `), []],
  ['8 KB of accents', hostile('`'), []],
  ['8 KB of accents of all lengths', hostile('` `` ``` ```` '), []],
  ['8 KB of fences', hostile('```\n@ana\n```\n'), []],
  ['8 KB of links', hostile('https://'), []],
  ['8 KB of link targets', hostile('](https://'), []],
  ['8 KB of marks', `${'\u0301'.repeat(7_000)}@ana`, ['ana']],
  ['8 KB of one mention', hostile('@ana '), ['ana']],
];

/** Rows that the product's table does not have. */
export const ownMentionCases: readonly MentionCase[] = [
  ...[positions, scripts, emoji, places, glued, silent, rooms, everyone, attacks],
].flatMap((group) => group.map(([name, text, people, more]) => ({ name, text, people, ...more })));
