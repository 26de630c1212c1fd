import { targetEnd } from '@tertulia/contract';

const SCHEMES = ['https://', 'http://', 'mailto:'] as const;
const ALLOWED = new Set(['http:', 'https:', 'mailto:']);
/** What ends a link at its tail is most often the sentence's. */
const TRAILING = new Set(['.', ',', ';', ':', '!', '?', '"', "'", '»', '”', '’', '*', '_', '~', ']', '>', '…']);
const LONGEST_LINK = 2_048;

/** What ends a link; a grave accent begins code. */
const STOPS = /[\s<>"`\p{Cc}\p{Cf}]/u;

/** Where the link that begins at `start` ends, if one does. */
export function linkEnd(text: string, start: number): number | undefined {
  const first = text.charCodeAt(start) | 0x20;
  if (first !== 0x68 && first !== 0x6d) return undefined;
  if (start > 0 && /[\p{L}\p{N}]/u.test(text[start - 1] ?? '')) return undefined;
  const head = text.slice(start, start + 8).toLowerCase();
  const scheme = SCHEMES.find((candidate) => head.startsWith(candidate));
  if (!scheme) return undefined;
  const from = start + scheme.length;
  let end = from;
  while (end < text.length && !STOPS.test(text[end] ?? '') && !text.startsWith('](', end)) end += 1;
  // Also where nothing opens its name.
  if (text.startsWith('](', start - 2)) end = targetEnd(text, from, end);
  return trimTail(text, from, end);
}

/** Leaves punctuation and a closing bracket without its opening one outside of the link. */
function trimTail(text: string, from: number, to: number): number {
  let opened = 0;
  for (let index = from; index < to; index += 1) {
    if (text[index] === '(') opened += 1;
    if (text[index] === ')') opened -= 1;
  }
  let end = to;
  while (end > from) {
    const last = text[end - 1] ?? '';
    if (last === ')' && opened < 0) opened += 1;
    else if (!TRAILING.has(last)) break;
    end -= 1;
  }
  return end;
}

/** The address that a text stands for, if it is one that may be linked to. */
export function toHref(candidate: string): string | undefined {
  if (candidate.length > LONGEST_LINK || !URL.canParse(candidate)) return undefined;
  const url = new URL(candidate);
  if (!ALLOWED.has(url.protocol)) return undefined;
  if (url.protocol === 'mailto:' ? !/^[^@]+@[^@]+$/.test(url.pathname) : url.hostname === '') return undefined;
  // A name before the host is only there to look like another host.
  if (url.username !== '' || url.password !== '') return undefined;
  return url.href;
}
