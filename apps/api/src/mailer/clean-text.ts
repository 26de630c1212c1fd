/** Controls, line and paragraph separators, and what turns the direction of a text: never part of a name or of a header. */
const UNSEEN = /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/gu;

/** One line of text without anything that could start another line, turn the reading direction or hide, and not too long. */
export function cleanText(text: string, longest: number): string {
  const line = text.toWellFormed().replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim();
  const characters = Array.from(line);
  if (characters.length <= longest) return line;
  return `${characters
    .slice(0, longest - 1)
    .join('')
    .trimEnd()}…`;
}

const ADDRESS_WITH_SCHEME = /\b[a-z][a-z0-9+.-]{1,20}:\/\/\S+|\bwww\.\S+/giu;
const DOT_OF_A_NAME = /(?<=[\p{L}\p{N}])([.@])(?=[\p{L}\p{N}])/gu;

/**
 * The same text so that no mail program makes a link of it, because a letter of ours must not carry somebody's address to
 * strangers: addresses give way to a word, and an unseen joiner stands behind the dots of what looks like a host.
 */
export function withoutLinks(text: string, wordForLink: string): string {
  return text.replace(ADDRESS_WITH_SCHEME, `[${wordForLink}]`).replace(DOT_OF_A_NAME, '$1\u2060');
}

/** An address of ours as it may stand in a letter; empty when it is none of the web. */
export function cleanAddress(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed.href : '';
}
