import { Inject, Injectable } from '@nestjs/common';
import {
  type Entity,
  everyoneKindOf,
  findMentionTokens,
  type MentionPreview,
  namesToLookUp,
  resolveMentions,
  type User,
} from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { PresenceService } from '../realtime/presence.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { MentionDirectoryRepository } from './mention-directory.repository.js';
import { mayNameEveryone, type NamedPeople, sortNamed } from './mention-rules.js';

/** People whom one mention of everybody tells. */
const MOST_EVERYONE = 5_000;
/** Nothing else begins a mention. */
const SIGN = /[@＠#]/;

interface Everyone {
  kind: 'all' | 'here';
  isAllowed: boolean;
  ids: string[];
  count: number;
}

interface ReadText {
  entities: Entity[];
  people: NamedPeople;
  everyone: Everyone | null;
}

/** What a text that is sent names. */
export interface ResolvedMentions {
  entities: Entity[];
  /** Ids of the people to tell, each once, without the author. */
  told: string[];
  /** Ids of those of them who are named one by one, and of those whom the bound leaves out. */
  named: string[];
  /** Named, and not told: for the author alone. */
  unreachable: User[];
  omitted: number;
  isEveryoneRefused: boolean;
}

const NOTHING: ResolvedMentions = {
  entities: [],
  told: [],
  named: [],
  unreachable: [],
  omitted: 0,
  isEveryoneRefused: false,
};

/** Who is meant by the names in a text. The server alone decides; see README.md here. */
@Injectable()
export class MentionsService {
  constructor(
    private readonly directory: MentionDirectoryRepository,
    private readonly rooms: RoomsService,
    private readonly presence: PresenceService,
    private readonly limiter: RateLimiter,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * Reads a text that is about to be stored. One without a sign costs nothing; one that names somebody takes a token.
   * @throws {DomainError} `rate_limited`
   */
  async resolve(author: User, roomId: string, text: string): Promise<ResolvedMentions> {
    const read = await this.read(author, roomId, text);
    if (read?.everyone || read?.entities.some(({ kind }) => kind === 'mention'))
      await this.limiter.take('mention', author.id);
    return toResolved(read);
  }

  /** What a text names now that took its token when it was sent. */
  async resolveAgain(author: User, roomId: string, text: string): Promise<ResolvedMentions> {
    return toResolved(await this.read(author, roomId, text));
  }

  /**
   * What `resolve` would do, told to nobody.
   * @throws {DomainError} `not_found` for the room, `rate_limited`.
   */
  async preview(author: User, ref: string, text: string): Promise<MentionPreview> {
    await this.limiter.take('mention-preview', author.id);
    const roomId = await this.rooms.getOpenId(ref, author.id);
    const read = await this.read(author, roomId, text);
    if (!read) return { entities: [], notified: [], outside: [], unreachable: [], omitted: 0, everyone: null };
    const { entities, people, everyone } = read;
    return {
      entities,
      notified: people.notified.map(({ user }) => user),
      outside: people.notified.filter(({ isMember }) => !isMember).map(({ user }) => user),
      unreachable: people.unreachable,
      omitted: people.omitted.length,
      everyone: everyone && { kind: everyone.kind, count: everyone.count, isAllowed: everyone.isAllowed },
    };
  }

  private async read(author: User, roomId: string, text: string): Promise<ReadText | null> {
    if (!SIGN.test(text)) return null;
    const tokens = findMentionTokens(text);
    if (tokens.length === 0) return null;
    const found = await this.directory.find(namesToLookUp(tokens), roomId, author.id);
    if (!found) return null;
    const resolved = resolveMentions(text, tokens, found.directory);
    const isAllowed = mayNameEveryone(found.place);
    const entities = resolved.filter(({ kind }) => kind !== 'everyone' || isAllowed);
    const most = found.place.isGuest ? this.env.LIMIT_GUEST_MENTIONS_PER_MESSAGE : this.env.LIMIT_MENTIONS_PER_MESSAGE;
    const people = sortNamed(entities, found.bearers, found.place, author.id, most);
    const kinds = resolved.flatMap((entity) => (entity.kind === 'everyone' ? [everyoneKindOf(text, entity)] : []));
    return { entities, people, everyone: await this.findEveryone(kinds, isAllowed, roomId, author.id) };
  }

  /** Everybody is more than those who are here; a mention that is not allowed means nobody. */
  private async findEveryone(
    kinds: ('all' | 'here')[],
    isAllowed: boolean,
    roomId: string,
    authorId: string,
  ): Promise<Everyone | null> {
    if (kinds.length === 0) return null;
    const kind = kinds.includes('all') ? 'all' : 'here';
    if (!isAllowed) return { kind, isAllowed, ids: [], count: 0 };
    const among = kind === 'here' ? [...this.presence.ids(roomId)] : null;
    return { kind, isAllowed, ...(await this.directory.findMembers(roomId, authorId, among, MOST_EVERYONE)) };
  }
}

function toResolved(read: ReadText | null): ResolvedMentions {
  if (!read) return NOTHING;
  const { entities, people, everyone } = read;
  const named = [...people.notified, ...people.omitted].map(({ user }) => user.id);
  const told = new Set(people.notified.map(({ user }) => user.id));
  for (const id of everyone?.ids ?? []) told.add(id);
  return {
    entities,
    told: [...told],
    named,
    unreachable: people.unreachable,
    omitted: named.filter((id) => !told.has(id)).length + (everyone ? everyone.count - everyone.ids.length : 0),
    isEveryoneRefused: everyone?.isAllowed === false,
  };
}
