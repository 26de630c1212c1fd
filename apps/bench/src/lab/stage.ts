import { setMaxListeners } from 'node:events';
import type { Minimum } from '../checker/history.js';
import { judge, type Verdict } from '../checker/judge.js';
import { ChatClient } from '../clients/chat-client.js';
import { readDatabaseLogs } from './database-log.js';
import { readDatabaseNotes } from './database-notes.js';
import { areCaughtUpWithin, readClientLogs, readHttpLog, readRecentLogs } from './final-logs.js';
import { Random } from '../clients/random.js';
import { Recorder } from '../clients/recorder.js';
import type { Product } from './product.js';
import { isTrueWithin } from '../clients/waiting.js';
import { Writer, type WriterPace } from '../clients/writer.js';

const ENTER_LIMIT_MS = 30_000;
/** Time for the last subscribers to come back and catch up; the guarantee is 6 s, reconnecting included it is more. */
const HEALING_LIMIT_MS = 60_000;

/** What every fault run has: the product, clients with rooms, writers, and at the end the checker. */
export class Stage<P extends Product = Product> {
  readonly recorder = new Recorder();
  readonly clients: ChatClient[] = [];
  readonly random: Random;
  private readonly writing: Promise<void>[] = [];
  private readonly stopWriting = new AbortController();
  private readonly roomIds: string[] = [];

  constructor(
    readonly product: P,
    seed: number,
    private readonly healingLimitMs = HEALING_LIMIT_MS,
  ) {
    this.random = new Random(seed);
    // Every writer listens to the one signal.
    setMaxListeners(0, this.stopWriting.signal);
  }

  async addClient(name: string, baseUrl: string = this.product.baseUrl): Promise<ChatClient> {
    const client = new ChatClient({ name, baseUrl, recorder: this.recorder, random: this.random.fork(name) });
    this.clients.push(client);
    await client.enter();
    return client;
  }

  get rooms(): string[] {
    return this.roomIds;
  }

  /** Opens rooms; the first one is the busy one. */
  async openRooms(names: string[]): Promise<string[]> {
    for (const name of names) await this.openRoom(name);
    return this.roomIds;
  }

  async openRoom(name: string): Promise<string> {
    const [owner] = this.clients;
    if (!owner) throw new Error('There is no client to open a room.');
    const { id } = await owner.createRoom(name);
    this.roomIds.push(id);
    return id;
  }

  /** Waits until every client is in all its rooms. */
  async waitForJoins(): Promise<void> {
    const isIn = () => this.clients.every((client) => client.views.every((view) => view.position !== null));
    if (!(await isTrueWithin(ENTER_LIMIT_MS, isIn))) throw new Error('The clients could not join their rooms.');
  }

  startWriting(client: ChatClient, pace: WriterPace): void {
    const writer = new Writer(client, client.views, this.random.fork(`${client.name} writes`), pace, () =>
      this.clients.map(({ whoIs }) => whoIs),
    );
    this.writing.push(writer.run(this.stopWriting.signal));
  }

  /** Lets the writers finish what they are at, and everybody catch up; then reads every list there is and judges. */
  async finish(minimums: () => Minimum[]): Promise<Verdict> {
    this.stopWriting.abort();
    await Promise.all(this.writing);
    if (!(await this.product.isReadyWithin(30_000)))
      this.recorder.unrecovered.push('not ready 30 s after the last fault');
    const url = this.product.databaseUrl();
    const truth = await readDatabaseLogs(url, this.roomIds);
    const followers = [...this.clients];
    await areCaughtUpWithin(this.healingLimitMs, followers, truth);
    await this.readNotes(url);
    const fresh = await this.addClient('fresh');
    for (const roomId of this.roomIds) fresh.follow(roomId);
    await areCaughtUpWithin(this.healingLimitMs, [fresh], truth);
    for (const { name, url: nodeUrl } of this.product.readers) {
      const api = fresh.api.at(nodeUrl);
      for (const roomId of this.roomIds)
        this.recorder.logs.push(await readHttpLog(api, name, roomId), ...(await readRecentLogs(api, name, roomId)));
      api.close();
    }
    this.recorder.logs.push(...(await readDatabaseLogs(url, this.roomIds)), ...readClientLogs(fresh, 'fresh'));
    for (const client of followers) this.recorder.logs.push(...readClientLogs(client, 'client'));
    return judge(this.recorder, minimums());
  }

  /** Waits until everybody has heard of what is stored for them, and reads every list. */
  private async readNotes(url: string): Promise<void> {
    const { recorder } = this;
    recorder.notes.push(...(await readDatabaseNotes(url, this.roomIds)));
    const open = recorder.notes.filter((note) => !note.isWithdrawn);
    const isInformed = ({ notes }: ChatClient) =>
      notes === null || notes.knows(open.filter((note) => note.user === notes.userId).map(({ id }) => id));
    await isTrueWithin(this.healingLimitMs, () => this.clients.every(isInformed));
    for (const { notes } of this.clients) await notes?.readFinal();
  }

  /** Sends every client away; the product stays. */
  async close(): Promise<void> {
    this.stopWriting.abort();
    await Promise.all(this.writing);
    for (const client of this.clients) client.close();
  }

  /** Operations that were acknowledged between two moments. */
  countAcknowledged(from: number, to: number): number {
    const isIn = (operation: { outcome: string; end: number }) =>
      operation.outcome === 'ok' && operation.end >= from && operation.end <= to;
    return this.recorder.sends.filter(isIn).length + this.recorder.changes.filter(isIn).length;
  }

  countRefused(from: number, to: number, code: string): number {
    return this.recorder.refusals.filter((refusal) => refusal.code === code && refusal.at >= from && refusal.at <= to)
      .length;
  }
}
