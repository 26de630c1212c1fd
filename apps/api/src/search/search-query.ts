import { DomainError } from '../common/domain-error.js';
import * as z from 'zod/mini';
import { fold } from './fold.js';
import { type Token, tokensOf } from './tokens.js';

/** Tokens that must stand one after the other; a single word is the commonest case. */
export interface Wanted {
  tokens: Token[];
  /** The folded tokens with what is between them made one space. */
  text: string;
  /** In quotes: whole words only, exactly as they are. */
  isQuoted: boolean;
}

/** A search as it was typed, taken apart. */
export interface SearchQuery {
  wanted: Wanted[];
  /** Handles or display names, any of them. */
  from: string[];
  /** Rooms by slug or id, any of them. */
  in: string[];
  /** Instants in milliseconds: written before, and at or after. */
  before: number | null;
  after: number | null;
  hasImage: boolean;
  mentionsMe: boolean;
}

const QUOTES = /["“”„«»]/;
const SPACE = /\s/u;
const FILTER = /^(from|in|before|after|has|mentions):(.*)$/isu;

const instantSchema = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** Whether nothing can be found by it: no word, no filter. */
export function isEmpty(query: SearchQuery): boolean {
  const { wanted, before, after, hasImage, mentionsMe } = query;
  const hasFilter = query.from.length > 0 || query.in.length > 0 || before !== null || after !== null;
  return wanted.length === 0 && !hasFilter && !hasImage && !mentionsMe;
}

/**
 * Takes a search apart into words, quoted phrases and filters, in one pass. What looks like a filter but is none is text.
 * @throws {DomainError} `invalid_payload` for a date that is none, with an issue that names the filter.
 */
export function parseQuery(typed: string): SearchQuery {
  const query: SearchQuery = {
    wanted: [],
    from: [],
    in: [],
    before: null,
    after: null,
    hasImage: false,
    mentionsMe: false,
  };
  for (const chunk of chunksOf(typed)) {
    if (!chunk.isQuoted && applyFilter(query, chunk.text)) continue;
    const wanted = toWanted(chunk.text, chunk.isQuoted);
    if (wanted) query.wanted.push(wanted);
  }
  return query;
}

/** Words between spaces; quotes hold words together, also behind a filter's colon. */
function chunksOf(typed: string): { text: string; isQuoted: boolean }[] {
  const chunks: { text: string; isQuoted: boolean }[] = [];
  let text = '';
  let inQuotes = false;
  let isQuoted = false;
  const end = (): void => {
    if (text !== '') chunks.push({ text, isQuoted });
    text = '';
    isQuoted = false;
  };
  for (const character of typed) {
    if (QUOTES.test(character)) {
      const isValue = !inQuotes && /^(from|in|before|after):$/i.test(text);
      if (!isValue && (!inQuotes || isQuoted)) end();
      isQuoted = !inQuotes && !isValue;
      inQuotes = !inQuotes;
    } else if (!inQuotes && SPACE.test(character)) {
      end();
    } else {
      text += character;
    }
  }
  end();
  return chunks;
}

/** @returns whether the chunk was a filter. */
function applyFilter(query: SearchQuery, chunk: string): boolean {
  const [, name = '', value = ''] = FILTER.exec(chunk) ?? [];
  const bare = value.trim();
  switch (name.toLowerCase()) {
    case 'from':
      return addValue(query.from, bare.replace(/^@/, ''));
    case 'in':
      return addValue(query.in, bare.replace(/^#/, '').toLocaleLowerCase('und'));
    case 'before':
      query.before = Math.min(query.before ?? Infinity, readInstant('before', bare));
      return true;
    case 'after':
      query.after = Math.max(query.after ?? 0, readInstant('after', bare));
      return true;
    case 'has':
      return /^image$/i.test(bare) && (query.hasImage = true);
    case 'mentions':
      return /^me$/i.test(bare) && (query.mentionsMe = true);
    default:
      return false;
  }
}

function addValue(values: string[], value: string): boolean {
  if (value === '') return false;
  values.push(value);
  return true;
}

/** A day means its first moment, in UTC. */
function readInstant(filter: 'before' | 'after', value: string): number {
  const parsed = instantSchema.safeParse(value);
  if (parsed.success) return Math.max(0, Date.parse(parsed.data));
  throw new DomainError('invalid_payload', 'The search is not valid.', {
    issues: [{ path: 'q', message: `${filter}: must be a date such as 2026-01-31, or an instant of ISO 8601` }],
  });
}

function toWanted(chunk: string, isQuoted: boolean): Wanted | null {
  const folded = fold(chunk).text;
  const tokens = tokensOf(folded);
  return tokens.length > 0 ? { tokens, text: joinTokens(folded, tokens), isQuoted } : null;
}

/** The text of tokens, with one space wherever something else stood between two of them. */
export function joinTokens(folded: string, tokens: readonly Token[]): string {
  let text = '';
  let end: number | undefined;
  for (const token of tokens) {
    if (end !== undefined && token.start > end) text += ' ';
    text += folded.slice(token.start, token.end);
    end = token.end;
  }
  return text;
}
