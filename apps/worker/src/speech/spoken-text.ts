import { SPOKEN_CHARACTERS } from '@tertulia/contract';
import type { Language } from './voices.js';

/** What is said in the place of a block of code. */
const codeWords: Record<Language, string> = { es: 'código', pt: 'código', en: 'code' };

/** Characters that are not seen: marks of direction, joiners that stand alone, controls. */
const UNSEEN = /[\u00AD\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]|(?![\n\t])\p{Cc}/gu;

/**
 * What is read aloud of a message: its words without the marks of Markdown, the host in the place of an address, a word in the
 * place of a block of code, names without their sign, nothing for emoji, and nothing said more often than it takes to
 * be understood. Numbers stay as they are.
 * @returns at most `SPOKEN_CHARACTERS` characters, cut after a sentence; empty when there is nothing to say.
 */
export function spokenText(text: string, language: Language): string {
  const words = [nameCode, nameLinks, dropBlockMarks, dropEmphasis, namePeople, dropEmoji, shortenRepeats].reduce(
    (kept, step) => step(kept, language),
    text.normalize('NFC').replaceAll('\r\n', '\n').replace(UNSEEN, ''),
  );
  const joined = joinLines(words);
  return /[\p{L}\p{N}]/u.test(joined) ? cutAtSentence(joined, SPOKEN_CHARACTERS) : '';
}

/** Fenced blocks become a word; what stands between single signs is short and is read. */
function nameCode(text: string, language: Language): string {
  return text
    .replace(/^[ \t]*(`{3,}|~{3,})[^\n]*(?:\n(?![ \t]*\1)[^\n]*)*(?:\n[ \t]*\1[^\n]*)?$/gmu, codeWords[language])
    .replace(/`{1,3}([^`\n]+)`{1,3}/gu, '$1');
}

function nameLinks(text: string): string {
  return text
    .replace(/!?\[([^\]\n]{1,500})\]\((?:https?|mailto):[^)\s]*\)/giu, '$1')
    .replace(
      /<?\bhttps?:\/\/(?:[^\s/@<>]*@)?(?:www\.)?([\p{L}\p{N}.-]+)(?::\d+)?([^\s<>]*)>?/giu,
      (_all, host, rest) => {
        const end = /[.,;:!?…]+$/u.exec(String(rest) || '')?.[0] ?? '';
        return `${String(host).replace(/[.-]+$/u, '')}${end}`;
      },
    );
}

function dropBlockMarks(text: string): string {
  return text
    .replace(/^[ \t]*(?:>[ \t]?)+/gmu, '')
    .replace(/^[ \t]*#{1,6}[ \t]+/gmu, '')
    .replace(/^[ \t]*[-*+•][ \t]+/gmu, '')
    .replace(/^[ \t]*([-*_=~])(?:[ \t]*\1){2,}[ \t]*$/gmu, '');
}

/** Only signs in pairs around words: `2 * 3` and `snake_case` stay. */
function dropEmphasis(text: string): string {
  return text
    .replace(/(\*{1,3}|~~|\|\|)(?=\S)([^*~|\n]+?)(?<=\S)\1/gu, '$2')
    .replace(/(?<![\p{L}\p{N}_])(_{1,3})(?=\S)([^\n]+?)(?<=\S)\1(?![\p{L}\p{N}_])/gu, '$2')
    .replace(/\\([\\`*_~|#>[\]()])/gu, '$1');
}

function namePeople(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}_/@#.])[@#](\p{L}[\p{L}\p{N}_.-]*)/gu, (_all, name) =>
    String(name).replace(/[_-]+|\.(?=\p{L})/gu, ' '),
  );
}

/** A digit on a key is a number. */
function dropEmoji(text: string): string {
  return text
    .replace(/([0-9#*])\uFE0F?\u20E3/gu, '$1')
    .replace(/\p{RGI_Emoji}/gv, ' ')
    .replace(
      /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\p{Variation_Selector}|\u200D|[\u{E0020}-\u{E007F}]/gu,
      ' ',
    );
}

/** Laughter of any length is three times as long as its part; a stretched letter is said twice. */
function shortenRepeats(text: string): string {
  return text
    .replace(/(\p{L})\1{3,}/giu, '$1$1')
    .replace(/(\p{L}{2,4}?)\1{3,}/giu, '$1$1$1')
    .replace(/\.{3,}/gu, '…')
    .replace(/([^\p{L}\p{N}\s])\1+/gu, '$1')
    .replace(/((?<![\p{L}\p{N}])\p{L}{1,40}(?![\p{L}\p{N}]))(?:[\s,]+\1(?![\p{L}\p{N}])){3,}/giu, '$1, $1, $1');
}

/** A line is a sentence. */
function joinLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/\s+/gu, ' ').trim())
    .filter((line) => line !== '')
    .map((line, index, lines) => (index < lines.length - 1 && /[\p{L}\p{N})"'»”]$/u.test(line) ? `${line}.` : line))
    .join(' ')
    .replace(/ +(?=[.,;!?…](?:\s|$))/gu, '')
    .trim();
}

/** The longest beginning that ends with a sentence; with a word, if its only sentence is too long. */
export function cutAtSentence(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most);
  const sentence = /^[^]*[.!?…]["'»”)]*(?=\s)/u.exec(`${head}${/\s/u.test(text.charAt(most)) ? ' ' : ''}`)?.[0];
  if (sentence) return sentence;
  const word = /^[^]*\S(?=\s)/u.exec(head)?.[0] ?? head;
  return word.isWellFormed() ? word : word.slice(0, -1);
}
