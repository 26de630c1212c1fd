import type { ChangesPage, Joined, Message, MessagePage, SendMessage, User } from '@tertulia/contract';
import type { PageCursor } from '../api/api-client.js';
import { RequestError } from '../api/request-error.js';
import type { PendingMessage } from './pending-message.js';
import type { PictureGateway } from './picture-gateway.js';
import type { RoomGateway } from './room-store.js';

/** The one room of these tests. */
export const ROOM = 'room-1';
const user = (id: string): User => ({ id, handle: id, displayName: id, isGuest: true, isBot: false });

/** A message as the server would give it. */
export function buildMessage(overrides: Partial<Message>): Message {
  return {
    id: `m${overrides.seq ?? 1}`,
    roomId: ROOM,
    seq: 1,
    version: 1,
    author: user('rui'),
    text: 'text',
    entities: [],
    attachments: [],
    replyTo: null,
    reactions: [],
    tags: [],
    clientMessageId: `c${overrides.seq ?? 1}`,
    createdAt: '2026-01-01T00:00:00.000Z',
    editedAt: null,
    deletedAt: null,
    ...overrides,
  };
}

/** The room as the contract describes it, in memory: what the store must end up with. */
export class FakeServer {
  messages: Message[] = [];
  version = 0;
  pushes: { version: number; message: Message }[] = [];

  constructor(
    readonly gapCap = 500,
    readonly pageSize = 50,
  ) {}

  write(author = 'rui', request: Partial<SendMessage> = {}): Message {
    const again = this.messages.find(
      (message) => message.author.id === author && message.clientMessageId === request.clientMessageId,
    );
    if (again) return again;
    this.version += 1;
    const seq = this.messages.length + 1;
    const clientMessageId = request.clientMessageId ?? `server-${seq}`;
    const message = buildMessage({
      seq,
      id: `m${seq}`,
      version: this.version,
      author: user(author),
      text: request.text ?? `text ${seq}`,
      clientMessageId,
    });
    this.messages.push(message);
    this.pushes.push({ version: this.version, message });
    return message;
  }

  remove(index: number): void {
    const old = this.messages[index % Math.max(1, this.messages.length)];
    if (!old) return;
    this.version += 1;
    const message = { ...old, version: this.version, text: '', deletedAt: '2026-01-02T00:00:00.000Z' };
    this.messages[message.seq - 1] = message;
    this.pushes.push({ version: this.version, message });
  }

  edit(index: number): void {
    const old = this.messages[index % Math.max(1, this.messages.length)];
    if (!old) return;
    this.version += 1;
    const message = { ...old, version: this.version, text: `${old.text}!`, editedAt: '2026-01-02T00:00:00.000Z' };
    this.messages[message.seq - 1] = message;
    this.pushes.push({ version: this.version, message });
  }

  page(limit: number, cursor: PageCursor = {}): MessagePage {
    const { around } = cursor;
    const at =
      cursor.at === undefined ? undefined : this.messages.find(({ createdAt }) => createdAt >= (cursor.at ?? ''));
    const middle = around ?? at?.seq;
    const items = middle === undefined ? this.pageFrom(limit, cursor) : this.pageAround(limit, middle);
    const firstSeq = items[0]?.seq ?? null;
    const lastSeq = items.at(-1)?.seq ?? null;
    return {
      items,
      firstSeq,
      lastSeq,
      version: this.version,
      hasBefore: (firstSeq ?? 1) > 1,
      hasAfter: (lastSeq ?? this.messages.length) < this.messages.length,
    };
  }

  find(id: string): Message {
    const message = this.messages.find((candidate) => candidate.id === id);
    if (!message) throw new RequestError('not_found', 'no such message');
    return message;
  }

  private pageFrom(limit: number, { before, after }: PageCursor): Message[] {
    if (after !== undefined) return this.messages.slice(after, after + limit);
    return this.messages.filter(({ seq }) => seq < (before ?? Number.POSITIVE_INFINITY)).slice(-limit);
  }

  private pageAround(limit: number, seq: number): Message[] {
    const from = Math.max(0, Math.min(seq - 1 - (limit >>> 1), this.messages.length - limit));
    return this.messages.slice(from, from + limit);
  }

  changes(after: number, limit = 3): ChangesPage {
    if (this.version - after > this.gapCap || after > this.version)
      return { items: [], version: this.version, more: false, reset: true };
    const items = this.messages
      .filter((message) => message.version > after)
      .sort((a, b) => a.version - b.version)
      .slice(0, limit);
    const last = items.at(-1)?.version ?? this.version;
    const more = items.length === limit && last < this.version;
    return { items, version: more ? last : this.version, more, reset: false };
  }

  join(after: number | undefined): Joined {
    const changes = after === undefined ? undefined : this.changes(after, 10_000);
    const isCatchUp = changes !== undefined && !changes.reset;
    return {
      room: {
        id: ROOM,
        slug: 'general',
        name: 'general',
        topic: '',
        visibility: 'public',
        createdAt: '',
        createdBy: null,
        lastSeq: this.messages.length,
        version: this.version,
        lastMessageAt: null,
        memberCount: 1,
        slowModeSeconds: 0,
        retentionDays: null,
        archivedAt: null,
        wordRule: 'tag',
      },
      messages: isCatchUp ? [] : this.page(this.pageSize).items,
      changes: isCatchUp ? changes.items : [],
      version: this.version,
      lastSeq: this.messages.length,
      reset: after !== undefined && !isCatchUp,
      online: [],
      onlineCount: 1,
    };
  }
}

/** The browser's storage for unsent messages. */
export function memoryStore(initial: PendingMessage[] = []) {
  const kept = new Map(initial.map((item) => [item.clientMessageId, item]));
  return {
    kept,
    keep: (item: PendingMessage) => void kept.set(item.clientMessageId, item),
    forget: (item: PendingMessage) => void kept.delete(item.clientMessageId),
    read: () => [...kept.values()],
    watch: () => () => undefined,
  };
}

/** Messages that have no pictures, or whose pictures are there. */
export const noPictures: PictureGateway = {
  lookAt: (pictures) => ({ state: 'ready', attachmentIds: pictures.map(({ id }) => id) }),
  retry: () => undefined,
  recover: async () => false,
  release: () => undefined,
};

/** The way to the server, answered by it in memory. */
export function buildGateway(server: FakeServer, overrides: Partial<RoomGateway> = {}): RoomGateway {
  return {
    userId: 'ana',
    pictures: noPictures,
    isConnected: () => true,
    now: () => Date.parse('2026-01-01T00:00:00.000Z'),
    random: () => 0.5,
    join: async (_room, after) => server.join(after),
    changes: async (_room, after) => server.changes(after),
    page: async (_room, limit, cursor) => server.page(limit, cursor),
    find: async (_room, id) => server.find(id),
    send: async (_room, message) => server.write('ana', message),
    ...overrides,
  };
}

/** Lets every promise that can be kept be kept. */
export const settle = async () => {
  for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
};
