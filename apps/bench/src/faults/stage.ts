import { setMaxListeners } from 'node:events';
import type { Minimum } from '../checker/history.js';
import { judge, type Verdict } from '../checker/judge.js';
import { ChatClient } from './chat-client.js';
import { findDatabaseUrl } from './database-url.js';
import { readDatabaseLogs } from './database-log.js';
import { areCaughtUpWithin, readClientLogs, readHttpLog, readRecentLogs } from './final-logs.js';
import { Random } from './random.js';
import { Recorder } from './recorder.js';
import { ServerProcess } from './server-process.js';
import { isTrueWithin } from './waiting.js';
import { Writer, type WriterPace } from './writer.js';

const ENTER_LIMIT_MS = 30_000;
/** Time for the last subscribers to come back and catch up; the guarantee is 6 s, reconnecting included it is more. */
const HEALING_LIMIT_MS = 60_000;

/** What every fault run has: the product, clients with rooms, writers, and at the end the checker. */
export class Stage {
  readonly recorder = new Recorder();
  readonly clients: ChatClient[] = [];
  readonly random: Random;
  private readonly writing: Promise<void>[] = [];
  private readonly stopWriting = new AbortController();
  private readonly roomIds: string[] = [];

  private constructor(
    readonly server: ServerProcess,
    seed: number,
  ) {
    this.random = new Random(seed);
    // Every writer listens to the one signal.
    setMaxListeners(0, this.stopWriting.signal);
  }

  static async open(seed: number): Promise<Stage> {
    return new Stage(await ServerProcess.create(), seed);
  }

  async addClient(name: string, baseUrl: string = this.server.baseUrl): Promise<ChatClient> {
    const client = new ChatClient({ name, baseUrl, recorder: this.recorder, random: this.random.fork(name) });
    this.clients.push(client);
    await client.enter();
    return client;
  }

  /** Opens rooms; the first one is the busy one. */
  async openRooms(names: string[]): Promise<string[]> {
    const [owner] = this.clients;
    if (!owner) throw new Error('There is no client to open a room.');
    for (const name of names) this.roomIds.push((await owner.createRoom(name)).id);
    return this.roomIds;
  }

  /** Waits until every client is in all its rooms. */
  async waitForJoins(): Promise<void> {
    const isIn = () => this.clients.every((client) => client.views.every((view) => view.position !== null));
    if (!(await isTrueWithin(ENTER_LIMIT_MS, isIn))) throw new Error('The clients could not join their rooms.');
  }

  startWriting(client: ChatClient, pace: WriterPace): void {
    const writer = new Writer(client, client.views, this.random.fork(`${client.name} writes`), pace);
    this.writing.push(writer.run(this.stopWriting.signal));
  }

  /** Lets the writers finish what they are at, and everybody catch up; then reads every list there is and judges. */
  async finish(minimums: () => Minimum[]): Promise<Verdict> {
    this.stopWriting.abort();
    await Promise.all(this.writing);
    if (!(await this.server.isReadyWithin(30_000)))
      this.recorder.unrecovered.push('not ready 30 s after the last fault');
    const url = findDatabaseUrl(this.server.databaseFolder);
    const truth = await readDatabaseLogs(url, this.roomIds);
    const followers = [...this.clients];
    await areCaughtUpWithin(HEALING_LIMIT_MS, followers, truth);
    const fresh = await this.addClient('fresh');
    for (const roomId of this.roomIds) fresh.follow(roomId);
    await areCaughtUpWithin(HEALING_LIMIT_MS, [fresh], truth);
    for (const roomId of this.roomIds) {
      this.recorder.logs.push(await readHttpLog(fresh.api, roomId), ...(await readRecentLogs(fresh.api, roomId)));
    }
    this.recorder.logs.push(...(await readDatabaseLogs(url, this.roomIds)), ...readClientLogs(fresh, 'fresh'));
    for (const client of followers) this.recorder.logs.push(...readClientLogs(client, 'client'));
    return judge(this.recorder, minimums());
  }

  /** Ends everything that was started; the data stay only when there is something to look at. */
  async close(keepsData: boolean): Promise<void> {
    this.stopWriting.abort();
    for (const client of this.clients) client.close();
    await this.server.dispose(keepsData);
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
