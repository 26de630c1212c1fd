import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Message,
  messageSchema,
  notificationPageSchema,
  type ReadAllResult,
  readAllResultSchema,
  readNotificationsResultSchema,
  type Room,
  roomSchema,
} from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  type HttpClient,
  startServer,
  type SocketClient,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import * as fc from 'fast-check';
import { randomUUID } from 'node:crypto';

let database: TestDatabase;
let server: TestServer;
let ana: HttpClient;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ DATABASE_URL: database.url, LIMITS: 'off' });
  ana = await enter(server.url, 'Ana');
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      own: fc.boolean(),
      names: fc.boolean(),
      answers: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('edit' as const), back: fc.nat(5), names: fc.boolean() }) },
  fc.record({ kind: fc.constant('delete' as const), back: fc.nat(5) }),
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('read' as const), device: fc.nat(2), back: fc.nat(5) }),
  },
  fc.record({ kind: fc.constantFrom('unread' as const, 'listRead' as const), back: fc.nat(5) }),
  fc.record({
    kind: fc.constantFrom('listReadAll' as const, 'listUndo' as const, 'readAll' as const, 'undo' as const),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** What one message told the reader. */
interface Told {
  kind: 'mention' | 'reply';
  isUnread: boolean;
  isByMarker: boolean;
  isWithdrawn: boolean;
  readAt: string | null;
}
interface Said {
  message: Message;
  isOwn: boolean;
  isDeleted: boolean;
  told: Told | null;
}

/** What the rules say, without a database. */
class Model {
  readonly said: Said[] = [];
  marker = 0;

  say(message: Message, isOwn: boolean, kind: Told['kind'] | null): void {
    this.said.push({ message, isOwn, isDeleted: false, told: kind && newlyTold(kind) });
  }

  edit(said: Said, names: boolean): void {
    if (!said.told) said.told = names ? newlyTold('mention') : null;
    else if (names) said.told.isWithdrawn = false;
    else if (said.told.kind === 'mention' && said.told.isUnread) said.told.isWithdrawn = true;
  }

  delete(said: Said): void {
    said.isDeleted = true;
    if (said.told) said.told.isWithdrawn = true;
  }

  read(seq: number): void {
    this.marker = Math.max(this.marker, Math.min(seq, this.said.length));
    this.change(
      (told, at) => at <= seq && told.isUnread,
      (told) => Object.assign(told, { isUnread: false, isByMarker: true, readAt: null }),
    );
  }

  unread(seq: number, onlyByMarker = false): void {
    this.marker = Math.min(this.marker, seq);
    this.change(
      (told, at) => at > this.marker && (told.isByMarker || !onlyByMarker),
      (told) => Object.assign(told, { isUnread: true, isByMarker: false, readAt: null }),
    );
  }

  listRead(which: Said[], readAt: string | null): void {
    this.change(
      (told) => told.isUnread && which.some((said) => said.told === told),
      (told) => Object.assign(told, { isUnread: false, isByMarker: false, readAt }),
    );
  }

  listUndo(readAt: string): void {
    this.change(
      (told) => told.readAt === readAt,
      (told) => Object.assign(told, { isUnread: true, readAt: null }),
    );
  }

  get unreadMessages(): number {
    return this.said.filter(({ message, isOwn, isDeleted }) => message.seq > this.marker && !isOwn && !isDeleted)
      .length;
  }

  get shown(): { id: string; isUnread: boolean }[] {
    return this.said.flatMap(({ message, told }) =>
      told && !told.isWithdrawn ? [{ id: message.id, isUnread: told.isUnread }] : [],
    );
  }

  private change(isMeant: (told: Told, seq: number) => boolean, apply: (told: Told) => void): void {
    for (const { told, message } of this.said) if (told && !told.isWithdrawn && isMeant(told, message.seq)) apply(told);
  }
}

const newlyTold = (kind: Told['kind']): Told => ({
  kind,
  isUnread: true,
  isByMarker: false,
  isWithdrawn: false,
  readAt: null,
});

/** One reader with three devices in a room of Ana's. */
class Scene {
  readonly model = new Model();
  private undo: ReadAllResult['items'] = [];
  private lastReadAt: string | null = null;

  constructor(
    readonly rui: HttpClient,
    readonly room: Room,
    readonly devices: SocketClient[],
  ) {}

  private get path(): string {
    return `/api/rooms/${this.room.id}`;
  }

  async run(one: Step): Promise<void> {
    const target = 'back' in one ? this.model.said.at(-1 - one.back) : undefined;
    const seq = Math.max(0, this.model.said.length - ('back' in one ? one.back : 0));
    if (one.kind === 'say') await this.say(one);
    if (one.kind === 'edit' && target && !target.isDeleted) await this.edit(target, one.names);
    if (one.kind === 'delete' && target) {
      await ana.delete(`${this.path}/messages/${target.message.id}`);
      this.model.delete(target);
    }
    if (one.kind === 'read') {
      await this.devices[one.device]?.do('room:read', { roomId: this.room.id, seq });
      this.model.read(seq);
    }
    if (one.kind === 'unread') {
      await this.rui.put(`${this.path}/read`, { seq, unread: true });
      this.model.unread(seq);
    }
    if (one.kind === 'listRead' && target) await this.listRead([target]);
    if (one.kind === 'listReadAll') await this.listRead(null);
    if (one.kind === 'listUndo' && this.lastReadAt !== null) {
      await this.rui.post('/api/notifications/restore', { readAt: this.lastReadAt });
      this.model.listUndo(this.lastReadAt);
    }
    if (one.kind === 'readAll') {
      this.undo = readAllResultSchema.parse((await this.rui.post('/api/read', {})).body).items;
      this.model.read(this.model.said.length);
    }
    if (one.kind === 'undo') await this.restore();
  }

  async list() {
    return notificationPageSchema.parse((await this.rui.get('/api/notifications')).body);
  }

  async compare(): Promise<void> {
    const [page, room] = await Promise.all([this.list(), this.rui.get<Room>(this.path)]);
    const { shown, marker, unreadMessages } = this.model;
    const unread = shown.filter(({ isUnread }) => isUnread).length;
    expect({ ...room.body.me }).toMatchObject({ readSeq: marker, unread: unreadMessages, mentions: unread });
    expect(page.unread).toBe(unread);
    const listed = page.items.map(({ message, readAt }) => ({ id: message.id, isUnread: readAt === null }));
    expect(listed.sort(byId)).toEqual(shown.sort(byId));
  }

  private async say({ own, names, answers }: { own: boolean; names: boolean; answers: boolean }): Promise<void> {
    const answered = answers ? this.model.said.findLast(({ isOwn, isDeleted }) => isOwn && !isDeleted) : undefined;
    const answer = await (own ? this.rui : ana).post(`${this.path}/messages`, {
      text: names ? `@${this.rui.user.handle} x` : 'x',
      clientMessageId: randomUUID(),
      ...(answered && { replyToId: answered.message.id }),
    });
    const kind = names ? 'mention' : answered ? 'reply' : null;
    this.model.say(messageSchema.parse(answer.body), own, own ? null : kind);
  }

  private async edit(target: Said, names: boolean): Promise<void> {
    const text = `${names ? `@${this.rui.user.handle} ` : ''}${randomUUID()}`;
    const author = target.isOwn ? this.rui : ana;
    await author.patch(`${this.path}/messages/${target.message.id}`, { text });
    if (!target.isOwn) this.model.edit(target, names);
  }

  private async listRead(targets: Said[] | null): Promise<void> {
    const { items } = await this.list();
    const ids = items
      .filter(({ message }) => targets?.some((target) => target.message.id === message.id))
      .map(({ id }) => id);
    if (targets && ids.length === 0) return;
    const answer = await this.rui.post('/api/notifications/read', targets ? { ids } : { all: true });
    const { readAt } = readNotificationsResultSchema.parse(answer.body);
    this.lastReadAt = readAt ?? this.lastReadAt;
    this.model.listRead(targets ?? this.model.said, readAt);
  }

  private async restore(): Promise<void> {
    if (this.undo.length === 0) return;
    const items = this.undo.map(({ roomId, previousReadSeq }) => ({ roomId, readSeq: previousReadSeq }));
    await this.rui.post('/api/read/restore', { items });
    for (const { readSeq } of items) this.model.unread(readSeq, true);
  }
}

const byId = (left: { id: string }, right: { id: string }) => left.id.localeCompare(right.id);

/** What a device shows: the last count that it was told of the room and of the list. */
function shownBy(device: SocketClient, room: Room) {
  const counts = device.received.filter(({ event }) => event.startsWith('notification'));
  const told = device
    .all('room:unread')
    .filter(({ roomId }) => roomId === room.id)
    .at(-1);
  const last: unknown = counts.at(-1)?.payload;
  const unread = typeof last === 'object' && last !== null && 'unread' in last ? last.unread : 0;
  return { room: told && { unread: told.unread, mentions: told.mentions }, unread };
}

const nothing = { room: { unread: 0, mentions: 0 }, unread: 0 };

describe('counts that cannot stick', () => {
  it('follow the rules at every step, and are 0 on all devices once the room was read to its end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const rui = await enter(server.url);
        const room = roomSchema.parse(
          (await ana.post('/api/rooms', { name: randomUUID(), visibility: 'private' })).body,
        );
        await ana.post(`/api/rooms/${room.id}/members`, { handle: rui.user.handle });
        const devices = await Promise.all([connect(rui), connect(rui), connect(rui)]);
        await devices[0]?.do('room:join', { roomId: room.id });
        const scene = new Scene(rui, room, devices);
        for (const one of steps) {
          await scene.run(one);
          await scene.compare();
        }
        const end = await devices[1]?.do('room:read', { roomId: room.id, seq: scene.model.said.length });
        expect(end).toEqual({ readSeq: scene.model.said.length, unread: 0, mentions: 0 });
        expect(await scene.list()).toMatchObject({ unread: 0 });
        for (const device of devices)
          await waitFor('0 everywhere', () => {
            const { room: told, unread } = shownBy(device, room);
            return told?.unread === 0 && told.mentions === 0 && unread === 0;
          });
        // A draft that is told now comes after whatever was on its way.
        await rui.put(`/api/rooms/${room.id}/draft`, { text: 'fence', revision: 0 });
        for (const device of devices) {
          await waitFor('the fence', () => device.all('draft:changed').length > 0);
          expect(shownBy(device, room)).toEqual(nothing);
          device.close();
        }
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  it('end with the truth when reads and mentions meet', async () => {
    const rui = await enter(server.url);
    const room = roomSchema.parse((await ana.post('/api/rooms', { name: randomUUID() })).body);
    const devices = await Promise.all([connect(rui), connect(rui), connect(rui)]);
    await devices[0]?.do('room:join', { roomId: room.id });
    for (let round = 1; round <= 20; round += 1) {
      await Promise.all([
        ...[0, 1, 2].map(() =>
          ana.post(`/api/rooms/${room.id}/messages`, {
            text: `@${rui.user.handle}`,
            clientMessageId: randomUUID(),
          }),
        ),
        ...devices.map((device) => device.do('room:read', { roomId: room.id, seq: round * 3 })),
        rui.post('/api/notifications/read', { all: true }),
      ]);
      const { me } = (await rui.get<Room>(`/api/rooms/${room.id}`)).body;
      const { unread } = notificationPageSchema.parse((await rui.get('/api/notifications')).body);
      expect(me?.mentions).toBe(unread);
      for (const device of devices)
        await waitFor('the truth', () => {
          const shown = shownBy(device, room);
          return shown.unread === unread && shown.room?.unread === me?.unread && shown.room?.mentions === unread;
        });
    }
    for (const device of devices) device.close();
  });
});
