import { Injectable } from '@nestjs/common';
import type { Search, SearchHit, SearchPage, User } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { BoundedWork } from '../common/bounded-work.js';
import { MessagesRepository } from '../messages/messages.repository.js';
import { presentMessage } from '../messages/stored-message.js';
import { matchText } from './highlight.js';
import { decodePosition, encodePosition, isNewer, NEWEST, type Position, positionBefore } from './search-position.js';
import { isEmpty, parseQuery, type SearchQuery } from './search-query.js';
import { authorTerm, groupsOf, imageTerm, mentionTerm, roomTerm } from './search-terms.js';
import {
  type Candidate,
  type Candidates,
  type Scope,
  type SearchReader,
  SearchRepository,
} from './search.repository.js';

const DEFAULT_LIMIT = 20;
/** Each holds a connection, and sends need those too. */
const MOST_AT_ONCE = 3;
const MOST_WAITING = 100;
/** Statements of one page; what is not found by then is found from `nextCursor` on. */
const MOST_STEPS = 8;
const ENOUGH_MS = 1_000;
/** Newest rows of the index that are looked at before it is asked for words: common words are found there at once. */
const WALK = 1_500;
const LONGEST_WALK = 10_000;
/** Groups that the index is asked for; the text decides about all of them. */
const MOST_GROUPS = 12;

/** Hits in order, and from where on there may be more. */
interface Found {
  items: Candidate[];
  end: Position | null;
}

/** Messages by words and filters, newest first, only what the person may see. */
@Injectable()
export class SearchService {
  private readonly work = new BoundedWork(MOST_AT_ONCE, MOST_WAITING);

  constructor(
    private readonly searches: SearchRepository,
    private readonly messages: MessagesRepository,
    private readonly limiter: RateLimiter,
  ) {}

  /** @throws {DomainError} `invalid_payload` for a date or a cursor, `rate_limited`, `unavailable`. */
  async find(viewer: User, search: Search): Promise<SearchPage> {
    await this.limiter.take('search', viewer.id);
    const query = parseQuery(search.q);
    const cursor = search.cursor === undefined ? NEWEST : decodePosition(search.cursor);
    if (isEmpty(query)) return { items: [], nextCursor: null };
    const limit = search.limit ?? DEFAULT_LIMIT;
    const found = await this.work.run(() =>
      this.searches.read(async (reader) => {
        const scope = await toScope(reader, viewer.id, query);
        return scope ? findHits(reader, scope, query, startOf(query, cursor), limit) : { items: [], end: null };
      }),
    );
    return {
      items: await this.present(found.items, query, viewer.id),
      nextCursor: found.end ? encodePosition(found.end) : null,
    };
  }

  /** As history presents them; one that was changed a moment ago must still have what is looked for. */
  private async present(items: Candidate[], query: SearchQuery, viewerId: string): Promise<SearchHit[]> {
    if (items.length === 0) return [];
    const stored = new Map((await this.messages.findByIds(items.map((item) => item.id))).map((one) => [one.id, one]));
    return items.flatMap(({ id, room }) => {
      const message = stored.get(id);
      const highlights =
        message && !message.deletedAt && !message.heldAt ? matchText(query.wanted, message.text) : null;
      return message && highlights ? [{ message: presentMessage(message, viewerId), room, highlights }] : [];
    });
  }
}

/** Where to begin: at the cursor, or at `before:` when that is older. */
function startOf(query: SearchQuery, cursor: Position): Position {
  if (query.before === null) return cursor;
  const before = positionBefore(query.before);
  return isNewer(cursor, before) ? before : cursor;
}

/** Null when a name means nobody, or no room that the person may see. */
async function toScope(reader: SearchReader, viewerId: string, query: SearchQuery): Promise<Scope | null> {
  const authors = query.from.length > 0 ? await reader.findAuthors(query.from) : null;
  const rooms = query.in.length > 0 ? await reader.findRooms(viewerId, query.in) : null;
  if (authors?.length === 0 || rooms?.length === 0) return null;
  const groups = query.wanted.flatMap((wanted) => groupsOf(wanted.tokens, wanted.isQuoted)).slice(0, MOST_GROUPS);
  if (authors) groups.push(authors.map((id) => [authorTerm(id)]));
  if (rooms) groups.push(rooms.map((id) => [roomTerm(id)]));
  if (query.mentionsMe) groups.push([[mentionTerm(viewerId)]]);
  if (query.hasImage) groups.push([[imageTerm()]]);
  return {
    viewerId,
    authors,
    rooms,
    after: query.after === null ? null : new Date(query.after).toISOString(),
    mentioned: query.mentionsMe ? viewerId : null,
    hasImage: query.hasImage,
    groups,
  };
}

/**
 * What is not in the index yet, then the newest rows of the index, which have a page of any common word, then the index by
 * its terms.
 */
async function findHits(
  reader: SearchReader,
  scope: Scope,
  query: SearchQuery,
  start: Position,
  limit: number,
): Promise<Found> {
  const isHit = (candidate: Candidate): boolean => matchText(query.wanted, candidate.text) !== null;
  const hits = new Map<string, Candidate>();
  for (const hit of (await reader.findUnindexed(scope, start)).filter(isHit)) hits.set(hit.id, hit);
  const stopAt = performance.now() + ENOUGH_MS;
  let end: Position | null = start;
  let [walked, found] = [0, 0];
  for (let step = 0; step < MOST_STEPS && end && performance.now() < stopAt; step += 1) {
    const length = nextWalk(scope, walked, found, limit);
    const candidates: Candidates = length > 0 ? await reader.walk(scope, end, length) : await reader.seek(scope, end);
    end = candidates.end;
    const matching = candidates.items.filter(isHit);
    for (const hit of matching) if (!hits.has(hit.id)) hits.set(hit.id, hit);
    [walked, found] = [walked + length, found + matching.length];
    if (end && countNewer(hits, end) > limit) break;
  }
  return toFound([...hits.values()], end, limit);
}

/**
 * How many rows to walk next: the first ones in any case, then as many as should fill the page, going by what was found so
 * far. 0 when that is too many, and the index is to be asked for the terms.
 */
function nextWalk(scope: Scope, walked: number, found: number, limit: number): number {
  if (scope.groups.length === 0) return LONGEST_WALK;
  if (walked === 0) return WALK;
  if (found === 0) return 0;
  const wanted = Math.max(WALK, Math.ceil((1.5 * walked * (limit + 1 - found)) / found));
  return walked + wanted <= LONGEST_WALK ? wanted : 0;
}

function countNewer(hits: Map<string, Candidate>, end: Position): number {
  let count = 0;
  for (const hit of hits.values()) if (!isNewer(end, hit)) count += 1;
  return count;
}

/** A page of what was found down to `end`; what lies beyond may have something between it that was not read yet. */
function toFound(hits: Candidate[], end: Position | null, limit: number): Found {
  const sure = end ? hits.filter((hit) => !isNewer(end, hit)) : hits;
  sure.sort((left, right) => (isNewer(left, right) ? -1 : 1));
  const items = sure.slice(0, limit);
  return { items, end: sure.length > limit ? (items.at(-1) ?? null) : end };
}
