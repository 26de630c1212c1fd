import { randomUUID } from 'node:crypto';
import type { Message, Room } from '@tertulia/contract';
import { type Answer, settle, type Settled } from './answer.js';
import { ChatSocket } from './chat-socket.js';
import { HttpApi } from './http-api.js';
import { NoteWatch } from './note-watch.js';
import type { Random } from './random.js';
import { digestText, type Recorder } from './recorder.js';
import { RoomSync } from './room-sync.js';
import type { RoomView } from './room-view.js';

/** How long one send or change is repeated before its outcome stays unknown. */
const PATIENCE_MS = 60_000;
const HTTP_SHARE = 0.2;

/** How others name somebody. */
export interface Person {
  userId: string;
  handle: string;
}

export interface ChatClientOptions {
  name: string;
  baseUrl: string;
  recorder: Recorder;
  random: Random;
}

/**
 * A client that keeps the rules of the contract: it names its messages and repeats them under the same name until they
 * are answered, applies versions in order, and asks for what it missed.
 */
export class ChatClient {
  readonly name: string;
  private readonly recorder: Recorder;
  private readonly random: Random;
  private http: HttpApi;
  private socket: ChatSocket | null = null;
  private sync: RoomSync | null = null;
  private person: Person = { userId: '', handle: '' };
  /** What this person heard of being named; null before they entered. */
  notes: NoteWatch | null = null;

  constructor(private readonly options: ChatClientOptions) {
    this.name = options.name;
    this.recorder = options.recorder;
    this.random = options.random;
    this.http = new HttpApi(options.baseUrl, options.recorder);
  }

  get reconnects(): number {
    return Math.max(0, (this.socket?.connection ?? 0) - 1);
  }

  /** The node that its socket is on. */
  get instance(): string | null {
    return this.socket?.instance ?? null;
  }

  /** How often a node told it that it is leaving. */
  get farewells(): number {
    return this.socket?.farewells ?? 0;
  }

  get disconnects(): number {
    return this.socket?.disconnects ?? 0;
  }

  get views(): RoomView[] {
    return this.sync?.views ?? [];
  }

  get whoIs(): Person {
    return this.person;
  }

  get api(): HttpApi {
    return this.http;
  }

  /** Becomes a guest and opens the socket. */
  async enter(): Promise<void> {
    const settled = await settle(() => this.http.enter(this.name), Date.now() + PATIENCE_MS, this.random);
    if (!settled.data) throw new Error(`${this.name} could not enter: ${settled.code ?? settled.outcome}.`);
    const { id: userId, handle } = settled.data.user;
    this.person = { userId, handle };
    const open = this.http;
    this.http = open.withToken(settled.data.token);
    open.close();
    this.socket = new ChatSocket(this.options.baseUrl, settled.data.token, this.recorder, this.random);
    this.sync = new RoomSync(this.name, this.socket, this.http, this.recorder, this.random);
    this.notes = new NoteWatch(this.socket, this.http, this.recorder.openNoteStream(this.name, userId));
    this.socket.connect();
  }

  async createRoom(name: string): Promise<Room> {
    const settled = await settle(() => this.http.createRoom(name), Date.now() + PATIENCE_MS, this.random);
    if (!settled.data) throw new Error(`The room ${name} could not be made: ${settled.code ?? settled.outcome}.`);
    return settled.data;
  }

  /** @returns its id. */
  async createPrivateRoom(name: string): Promise<string> {
    const settled = await settle(() => this.http.createRoom(name, 'private'), Date.now() + PATIENCE_MS, this.random);
    if (!settled.data) throw new Error(`The room ${name} could not be made: ${settled.code ?? settled.outcome}.`);
    return settled.data.id;
  }

  /** Subscribes to a room; the view fills as soon as the server answers. */
  follow(roomId: string): RoomView {
    if (!this.sync) throw new Error(`${this.name} has not entered.`);
    return this.sync.follow(roomId);
  }

  /** Sends a text that names somebody, as `send` does. */
  sendNaming(roomId: string, text: string, named: Person, sendId: string): Promise<Settled<Message>> {
    this.recorder.mentions.push({ sendId, author: this.person.userId, user: named.userId });
    return this.send(roomId, `${text} @${named.handle}`, sendId);
  }

  /** Sends a text until it is settled, over the socket or, for a share of the attempts and without a socket, over HTTP. */
  async send(roomId: string, text: string, sendId: string = randomUUID()): Promise<Settled<Message>> {
    const start = Date.now();
    const settled = await this.settle(() => this.attemptSend(roomId, text, sendId));
    const { outcome, data } = settled;
    const known = data ? { messageId: data.id, seq: data.seq } : {};
    this.recorder.addSend({
      sendId,
      room: roomId,
      author: this.person.userId,
      text: digestText(text.trim()),
      start,
      end: Date.now(),
      outcome,
      ...known,
    });
    return settled;
  }

  /** Sends the same message over both ways at once, as a client does whose first attempt seems lost. */
  async sendTwice(roomId: string, text: string): Promise<void> {
    const sendId = randomUUID();
    const start = Date.now();
    const body = { clientMessageId: sendId, text };
    const both = await Promise.all([
      this.attemptSend(roomId, text, sendId, false),
      this.settle(() => this.http.send(roomId, body)),
    ]);
    const end = Date.now();
    const record = { sendId, room: roomId, author: this.person.userId, text: digestText(text.trim()), start, end };
    const [overSocket, overHttp] = both;
    for (const data of [overSocket.kind === 'ok' ? overSocket.data : undefined, overHttp.data]) {
      if (!data) continue;
      this.recorder.addAcknowledged(this.name, data);
      this.recorder.addSend({ ...record, outcome: 'ok', messageId: data.id, seq: data.seq });
    }
    if (overHttp.outcome !== 'ok') this.recorder.addSend({ ...record, outcome: overHttp.outcome });
  }

  edit(roomId: string, id: string, text: string): Promise<void> {
    const attempt = () =>
      this.isOverHttp()
        ? this.http.edit(roomId, id, text)
        : this.askMessage('message:edit', { roomId, messageId: id, text });
    return this.change({ kind: 'edit', roomId, id, text }, attempt);
  }

  remove(roomId: string, id: string): Promise<void> {
    const attempt = () =>
      this.isOverHttp() ? this.http.remove(roomId, id) : this.askMessage('message:delete', { roomId, messageId: id });
    return this.change({ kind: 'delete', roomId, id }, attempt);
  }

  react(roomId: string, id: string, emoji: string, isRemoval: boolean): Promise<void> {
    const payload = { roomId, messageId: id, emoji, ...(isRemoval ? { remove: true } : {}) };
    const attempt = () =>
      this.isOverHttp() ? this.http.react(roomId, id, emoji, isRemoval) : this.askMessage('message:react', payload);
    return this.change({ kind: 'react', roomId, id }, attempt);
  }

  close(): void {
    this.sync?.close();
    this.socket?.close();
    this.http.close();
  }

  private async attemptSend(roomId: string, text: string, sendId: string, mayUseHttp = true): Promise<Answer<Message>> {
    const body = { clientMessageId: sendId, text };
    if (mayUseHttp && this.isOverHttp()) return this.http.send(roomId, body);
    return this.askMessage('message:send', { roomId, ...body });
  }

  private async askMessage(
    event: 'message:send' | 'message:edit' | 'message:delete' | 'message:react',
    payload: object,
  ): Promise<Answer<Message>> {
    if (!this.socket) return { kind: 'unknown', reason: 'not connected' };
    return this.socket.askMessage(event, payload);
  }

  private isOverHttp(): boolean {
    return !this.socket?.isConnected || this.random.isChance(HTTP_SHARE);
  }

  private async change(
    what: { kind: 'edit' | 'delete' | 'react'; roomId: string; id: string; text?: string },
    attempt: () => Promise<Answer<Message>>,
  ): Promise<void> {
    const start = Date.now();
    const { outcome, data } = await this.settle(attempt);
    this.recorder.addChange({
      kind: what.kind,
      room: what.roomId,
      messageId: what.id,
      author: this.person.userId,
      ...(what.text === undefined ? {} : { text: digestText(what.text) }),
      start,
      end: Date.now(),
      outcome,
      ...(data ? { version: data.version } : {}),
    });
  }

  private async settle(attempt: () => Promise<Answer<Message>>): Promise<Settled<Message>> {
    const settled = await settle(attempt, Date.now() + PATIENCE_MS, this.random);
    if (settled.data) this.recorder.addAcknowledged(this.name, settled.data);
    return settled;
  }
}
