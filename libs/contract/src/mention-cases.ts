import { everyoneKindOf, findMentionTokens, foldHandle, namesToLookUp, resolveMentions } from './mention-grammar.js';
import type { Entity } from './message.js';
import { type MentionCase, ownMentionCases } from './mention-own-cases.js';

export { type MentionCase, ownMentionCases } from './mention-own-cases.js';

/** Who may be named in the table. */
export const mentionMembers = ['ana', 'francisco', 'joao.silva', 'maria', 'josé', 'rui']
  // Only in the cases that are not of the product's table.
  .concat(['cine', 'müller', 'дмитрий', 'مريم', 'דנה', '田中', '김민수', 'x-1', 'user_2']);
export const mentionRooms = ['general', 'cine', 'cafe-lisboa', '日本語の部屋'];
export const mentionAuthor = 'rui';

/** What a row came to. */
export interface MentionOutcome {
  people: string[];
  rooms: string[];
  everyone: 'all' | 'here' | undefined;
  entities: Entity[];
}

/** Reads a row's text as the server does: looks up the names it asks for and leaves the author out of those who are told. */
export function readMentionCase({
  text,
  author = mentionAuthor,
}: Pick<MentionCase, 'text' | 'author'>): MentionOutcome {
  const tokens = findMentionTokens(text);
  const wanted = namesToLookUp(tokens);
  const entities = resolveMentions(text, tokens, {
    users: directoryOf(mentionMembers, wanted.users),
    rooms: directoryOf(mentionRooms, wanted.rooms),
  });
  const named = entities.flatMap(({ userId }) => (userId === undefined || userId === author ? [] : [userId]));
  const all = entities.find(({ kind }) => kind === 'everyone');
  return {
    people: [...new Set(named)],
    rooms: [...new Set(entities.flatMap(({ roomId }) => roomId ?? []))],
    everyone: all && everyoneKindOf(text, all),
    entities,
  };
}

/** A name is its own id here. */
function directoryOf(known: readonly string[], wanted: readonly string[]): Map<string, string> {
  const asked = new Set(wanted);
  return new Map(known.map((name) => [foldHandle(name), name] as const).filter(([key]) => asked.has(key)));
}

function row(people: readonly string[], texts: readonly string[], more: Partial<MentionCase> = {}): MentionCase[] {
  return texts.map((text) => ({ name: `product table: ${JSON.stringify(text)}`, text, people, ...more }));
}

/** The table of the product's rules (4.6), each input a case of its own. */
export const productMentionCases: readonly MentionCase[] = [
  ...row(['francisco'], ['@francisco hola', 'Hola @francisco como estas']),
  ...row(['francisco'], ['@francisco, ven', '(@francisco)', '"@francisco"!']),
  ...row(['francisco'], ['Hola@francisco', '¡Hola@francisco!']),
  ...row([], ['hola@francisco.cl', 'joao@ana.com', 'mailto:x@ana', 'x1@ana']),
  ...row(['ana'], ['@Ana', '@ANA', '＠ana']),
  ...row(['josé'], ['@jose\u0301', '@jose\u0301 hola', '@José', '@JOSE\u0301']),
  ...row(['joao.silva'], ['@joao.silva.', '@joao.silva…']),
  ...row([], ['@joao', '@anabel', '@ana-maria', '@ana.com']),
  ...row(['ana'], ['@ana-', '@ana_', '@ana.']),
  ...row(['maria'], ['@maria_,']),
  ...row(['ana'], ['@ana.Luego vamos', 'fin.@ana', 'a,@ana', '¿@ana?']),
  ...row(['ana'], ["@ana's", '@ana👍', '👍@ana', '@ana\n', '@ana\nhola']),
  ...row([], ['`@ana`', '```\n@ana\n```', '> @ana', '\\@ana']),
  ...row([], ['@@ana', '##ana', 'C#ana']),
  ...row(['ana'], ['@ana@francisco'], { spans: [[0, 4]] }),
  ...row(['ana', 'francisco'], ['@ana,@francisco', '@ana/@francisco']),
  ...row(['ana'], ['@ana @ana @ana']),
  ...row([], ['@ana'], { author: 'ana', name: 'product table: "@ana" by ana', spans: [[0, 4]] }),
  ...row([], ['https://x.test/@ana', 'https://x.test?u=@ana', 'x.test/@ana']),
  ...row([], ['#general'], { rooms: ['general'], spans: [[0, 8]] }),
  ...row(['ana'], ['#ana'], { spans: [[0, 4]] }),
];

/** Every row: the product's and those that were found by thinking of what people type, and of what some type to do harm. */
export const mentionCases: readonly MentionCase[] = [...productMentionCases, ...ownMentionCases];
