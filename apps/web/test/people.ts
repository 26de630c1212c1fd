import type { Message, Room } from '@tertulia/contract';
import { enter, type HttpAnswer, HttpClient, type TestServer } from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { answer, buildResult } from '../../api/test/work-stage.js';
import type { Act } from './history.js';

/** What is done over HTTP, on whichever node. */
export type Deed = Exclude<Act, { device: number }>;
type RoomDeed = Exclude<Extract<Deed, { room: number }>, { kind: 'send' | 'read' }>;

/** Three people, their rooms and messages, and what they do on the nodes; what the app shows of it is not known here. */
export class People {
  readonly name = randomUUID().slice(0, 8);
  readonly rooms: Room[] = [];
  private readonly messages: Message[] = [];
  private made = 0;
  /** Changes of rooms themselves carry no number that would tell an older from a newer one, so they are made in turn. */
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly nodes: readonly TestServer[],
    readonly clients: readonly HttpClient[],
  ) {}

  /** All three are members of a public and a private room of the first one. */
  static async gather(nodes: readonly TestServer[]): Promise<People> {
    const clients = await Promise.all(['Ana', 'Rui', 'Eva'].map((name) => enter(nodes[0]!.url, name)));
    const people = new People(nodes, clients);
    for (const isPrivate of [false, true]) {
      await people.create({ kind: 'create', who: 0, node: 0, isPrivate });
      const path = `/api/rooms/${people.rooms.at(-1)!.id}/members`;
      for (const { user } of clients.slice(1)) await clients[0]!.post(path, { handle: user.handle });
    }
    return people;
  }

  /** Closes the rooms, whoever owns them by now: the list of public rooms has a bound, which later worlds would meet. */
  async part(): Promise<void> {
    const closings = this.rooms.flatMap(({ id }) => this.clients.map((client) => client.delete(`/api/rooms/${id}`)));
    await Promise.all(closings);
  }

  /** @returns the answer, or nothing when there was nothing to do it with. */
  async perform(act: Deed): Promise<HttpAnswer | undefined> {
    if ('pick' in act) return this.change(act);
    if (act.kind === 'create') return this.inTurn(() => this.create(act));
    if (act.kind === 'readNotifications')
      return this.at(act.who, act.node).post('/api/notifications/read', { all: true });
    if (act.kind === 'send') return this.send(act);
    const path = `/api/rooms/${this.roomAt(act.room).id}`;
    if (act.kind !== 'read') return this.inTurn(() => this.rule(act, path));
    const { seq, isUnread } = act;
    return this.at(act.who, act.node).put(`${path}/read`, { seq, ...(isUnread && { unread: true }) });
  }

  /** What the first person, who owns the rooms there are at the beginning, and members do with rooms themselves. */
  private rule(act: RoomDeed, path: string): Promise<HttpAnswer> {
    const owner = this.at(0, act.node);
    switch (act.kind) {
      case 'rule':
        return owner.patch(path, { wordRule: act.isHold ? 'hold' : 'tag' });
      case 'rename':
        return owner.patch(path, { name: this.nextName(), topic: `topic ${this.made}` });
      case 'archive':
        return owner.patch(path, { archived: act.isOn });
      case 'hide':
        return owner.patch(path, { visibility: act.isOn ? 'private' : 'public' });
      case 'close':
        return owner.delete(path);
      case 'add':
        return owner.post(`${path}/members`, { handle: this.clients[act.who]!.user.handle });
      case 'leave':
        return this.at(act.who, act.node).delete(`${path}/members/${this.clients[act.who]!.user.id}`);
      case 'own':
        return this.at(act.who, act.node).patch(`${path}/me`, {
          isFavourite: act.isOn,
          notify: act.isOn ? 'none' : 'all',
        });
    }
  }

  private inTurn<Result>(action: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(action);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async send({ who, room, node, text }: Extract<Deed, { kind: 'send' }>): Promise<HttpAnswer> {
    const target = this.messages.findLast(({ roomId }) => roomId === this.roomAt(room).id);
    const words = { words: 'hello', reply: 'yes', prohibited: 'merda', mention: this.mentionOf(who + 1) }[text];
    const sent = await this.at(who, node).post<Message>(`/api/rooms/${this.roomAt(room).id}/messages`, {
      text: `${words} ${(this.made += 1)}`,
      clientMessageId: randomUUID(),
      ...(text === 'reply' && target && { replyToId: target.id }),
    });
    if (sent.status === 201) this.messages.push(sent.body);
    return sent;
  }

  private async create({ who, node, isPrivate }: Extract<Deed, { kind: 'create' }>): Promise<HttpAnswer> {
    const request = { name: this.nextName(), visibility: isPrivate ? 'private' : 'public' };
    const room = await this.at(who, node).post<Room>('/api/rooms', request);
    if (room.status === 201) this.rooms.push(room.body);
    return room;
  }

  private async change(act: Extract<Deed, { pick: number }>): Promise<HttpAnswer | undefined> {
    const message = this.messages[act.pick % Math.max(1, this.messages.length)];
    if (!message) return undefined;
    const path = `/api/rooms/${message.roomId}/messages/${message.id}`;
    const author = this.at(
      this.clients.findIndex(({ user }) => user.id === message.author.id),
      act.node,
    );
    switch (act.kind) {
      case 'edit':
        return author.patch(path, {
          text: `edited ${(this.made += 1)} ${act.isMention ? this.mentionOf(act.pick) : ''}`,
        });
      case 'delete':
        return author.delete(path);
      case 'tag':
        return answer(this.nodeAt(act.node).url, buildResult(message));
      case 'react': {
        const reaction = `${path}/reactions/${encodeURIComponent('👍')}`;
        return this.at(act.who, act.node).send(act.isOn ? 'PUT' : 'DELETE', reaction);
      }
      case 'release': {
        const present = await this.at(0, act.node).get<Message>(path);
        return present.status === 200
          ? this.at(0, act.node).post(`${path}/release`, { version: present.body.version })
          : present;
      }
    }
  }

  private nextName(): string {
    return `${this.name} ${(this.made += 1)}`;
  }

  private mentionOf(index: number): string {
    return `@${this.clients[index % this.clients.length]!.user.handle}`;
  }

  roomAt(index: number): Room {
    return this.rooms[index % this.rooms.length]!;
  }

  private nodeAt(index: number): TestServer {
    return this.nodes[index % this.nodes.length]!;
  }

  private at(who: number, node: number): HttpClient {
    const { token, user } = this.clients[who]!;
    return new HttpClient(this.nodeAt(node).url, token, user);
  }
}
