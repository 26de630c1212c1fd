import { cleanAddress, cleanText, withoutLinks } from './clean-text.js';
import type { Letter, LetterItem, LetterRoom } from './letter.js';
import { fill, knownZone, LetterLanguage } from './letter-language.js';
import type { FixedWords } from './letter-words.js';

/** What stands in a letter, part by part, in the reader's language; texts are plain and not escaped yet. */
export interface LetterView {
  lang: string;
  subject: string;
  preheader: string;
  title: string;
  paragraphs: string[];
  code: string;
  button: ViewLink | null;
  rooms: ViewRoom[];
  after: string[];
  why: string;
  links: ViewLink[];
}

interface ViewLink {
  label: string;
  url: string;
}

interface ViewRoom {
  /** Empty where the title names the room already. */
  name: string;
  items: { author: string; did: string; when: string; excerpt: string; link: ViewLink }[];
  more: string;
  link: ViewLink;
}

/** Values of a letter that is always the same but for them; names of the placeholders where it is stored at SES. */
export interface FixedValues {
  name: string;
  url: string;
  code: string;
  validFor: string;
}

const LONGEST_NAME = 64;
const LONGEST_EXCERPT = 200;

/** The values of a letter that SES may have stored; null for letters that have no such form. */
export function fixedValues(letter: Letter): FixedValues | null {
  const language = new LetterLanguage(letter.reader.locale);
  const name = showName(letter.reader.displayName, language);
  if (letter.kind === 'verification') {
    const validFor = language.plural(language.words.hours, letter.hours);
    return { name, url: cleanAddress(letter.url), code: '', validFor };
  }
  if (letter.kind === 'code') {
    const validFor = language.plural(language.words.minutes, letter.minutes);
    return { name, url: '', code: cleanText(letter.code, 12), validFor };
  }
  return null;
}

/** A letter of fixed words with its values, or with placeholders in their places. */
export function fixedView(kind: 'verification' | 'code', language: LetterLanguage, values: FixedValues): LetterView {
  return {
    ...fixed(language, language.words[kind], values),
    code: values.code,
    button: values.url ? { label: language.words[kind].button, url: values.url } : null,
  };
}

/** Chooses the words of a letter and cleans whatever people wrote. */
export function viewLetter(letter: Letter): LetterView {
  const language = new LetterLanguage(letter.reader.locale);
  if (letter.kind === 'verification' || letter.kind === 'code') {
    const values = fixedValues(letter) ?? { name: '', url: '', code: '', validFor: '' };
    return fixedView(letter.kind, language, values);
  }
  if (letter.kind === 'notice') return viewNotice(letter, language);
  return letter.kind === 'mention' ? viewMention(letter, language) : viewDigest(letter, language);
}

function fixed(language: LetterLanguage, words: FixedWords, values: FixedValues): LetterView {
  const put = (sentence: string): string => fill(sentence, { ...values });
  return {
    lang: language.locale,
    subject: put(words.subject),
    preheader: put(words.preheader),
    title: put(words.title),
    paragraphs: [language.words.greeting, ...words.paragraphs].map(put),
    code: '',
    button: null,
    rooms: [],
    after: words.after.map(put),
    why: words.why,
    links: [],
  };
}

function viewNotice(letter: Extract<Letter, { kind: 'notice' }>, language: LetterLanguage): LetterView {
  const words = letter.what === 'address_replaced' ? language.words.addressReplaced : language.words.addressRemoved;
  const name = showName(letter.reader.displayName, language);
  return {
    ...fixed(language, words, { name, url: '', code: '', validFor: '' }),
    button: { label: words.button, url: cleanAddress(letter.settingsUrl) },
  };
}

function viewMention(letter: Extract<Letter, { kind: 'mention' }>, language: LetterLanguage): LetterView {
  const { words } = language;
  const { room } = letter;
  const [first] = room.items;
  const isOne = countOf(room) === 1 && first !== undefined;
  const headline = (clean: (name: string) => string): string => {
    const names = { room: clean(room.name), author: clean(first?.author ?? '') };
    if (letter.isFollowUp) return language.plural(words.followUp, countOf(room), names);
    if (isOne) return fill(first.kind === 'reply' ? words.replyOfOne : words.mentionOfOne, names);
    const areMentions = room.items.every(({ kind }) => kind === 'mention');
    return language.plural(areMentions ? words.mentions : words.messages, countOf(room), names);
  };
  const view = viewRoom(room, letter, language);
  return {
    ...frame(letter, language),
    subject: headline((name) => cleanText(name, LONGEST_NAME)),
    preheader: view.items[0]?.excerpt ?? '',
    title: headline((name) => showName(name, language)),
    button: isOne ? { ...view.link, label: words.openMessage, url: cleanAddress(first.url) } : view.link,
    rooms: [{ ...view, name: '' }],
  };
}

function viewDigest(letter: Extract<Letter, { kind: 'digest' }>, language: LetterLanguage): LetterView {
  const { words } = language;
  const roomCount = letter.rooms.length + letter.moreRooms;
  const counts = {
    messages: language.plural(
      words.digestMessages,
      letter.rooms.reduce((sum, room) => sum + countOf(room), 0),
    ),
    rooms: language.plural(words.rooms, roomCount),
  };
  const rooms = letter.rooms.map((room) => viewRoom(room, letter, language));
  // How many messages the rooms have that are not shown, nobody said.
  const isWhole = letter.moreRooms === 0;
  return {
    ...frame(letter, language),
    subject: fill(isWhole ? words.digestSubject : words.digestSubjectMore, counts),
    preheader: rooms.map(({ name }) => name).join(' · '),
    title: words.digestTitle,
    paragraphs: isWhole ? [fill(words.digestIntro, counts)] : [],
    rooms,
    after: isWhole ? [] : [language.plural(words.moreRooms, letter.moreRooms)],
  };
}

/** What letters about messages have in common. */
function frame(letter: Extract<Letter, { kind: 'mention' | 'digest' }>, language: LetterLanguage): LetterView {
  const { words } = language;
  const times = fill(words.times, { zone: knownZone(letter.reader.timeZone).replaceAll('_', ' ') });
  return {
    lang: language.locale,
    subject: '',
    preheader: '',
    title: '',
    paragraphs: [],
    code: '',
    button: null,
    rooms: [],
    after: [],
    why: `${letter.kind === 'digest' ? words.whyDigest : words.whyMention} ${times}`,
    links: [
      { label: words.settings, url: cleanAddress(letter.settingsUrl) },
      { label: words.unsubscribe, url: cleanAddress(letter.unsubscribeUrl) },
    ],
  };
}

function viewRoom(room: LetterRoom, { reader }: Letter, language: LetterLanguage): ViewRoom {
  const { words } = language;
  const name = showName(room.name, language);
  return {
    name,
    items: room.items.map((item: LetterItem) => ({
      author: showName(item.author, language),
      did: item.kind === 'reply' ? words.repliedToYou : words.mentionedYou,
      when: language.time(item.at, reader.timeZone),
      excerpt: withoutLinks(cleanText(item.excerpt, LONGEST_EXCERPT), words.link),
      link: { label: words.openMessage, url: cleanAddress(item.url) },
    })),
    more: room.more > 0 ? language.plural(words.moreItems, room.more) : '',
    link: { label: fill(words.openRoom, { room: name }), url: cleanAddress(room.url) },
  };
}

function countOf(room: LetterRoom): number {
  return room.items.length + room.more;
}

function showName(name: string, { words }: LetterLanguage): string {
  return withoutLinks(cleanText(name, LONGEST_NAME), words.link);
}
