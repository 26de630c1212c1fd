import { setTimeout as delay } from 'node:timers/promises';
import type { HttpApi } from '../clients/http-api.js';
import { type Recorder, toSighting } from '../clients/recorder.js';
import { isTrueWithin } from '../clients/waiting.js';
import type { Laboratory } from './laboratory.js';
import type { Stage } from './stage.js';

const READ_EVERY_MS = 60;
const ROOM_EVERY_MS = 1_500;
/** Longer than a list of rooms may be old. */
const LISTED_LIMIT_MS = 13_000;

/** One node as the probe asks it, and what its last list named. */
interface Asked {
  node: string;
  api: HttpApi;
  listed: Set<string>;
}

/**
 * Reads what the cache answers, the list of rooms and the newest pages, from every node all the while, and makes a room now
 * and then on one node that the others must come to list. What it saw is in the history, where the judge holds it to G7.
 */
export class CacheProbe {
  private readonly asked: Asked[];
  private readonly running: Promise<void>;
  private readonly made: { id: string; at: number }[] = [];
  private isStopped = false;
  /** Reads that were answered. */
  reads = 0;

  private constructor(
    lab: Laboratory,
    api: HttpApi,
    private readonly recorder: Recorder,
    private readonly label: string,
    private readonly rooms: () => string[],
  ) {
    this.asked = lab.readers.map(({ name, url }) => ({ node: name, api: api.at(url), listed: new Set() }));
    this.running = Promise.all([...this.asked.map((asked) => this.readFrom(asked)), this.makeRooms()]).then(
      () => undefined,
    );
  }

  static start(lab: Laboratory, stage: Stage<Laboratory>, label: string): CacheProbe {
    const [reader] = stage.clients;
    if (!reader) throw new Error('There is nobody to read.');
    return new CacheProbe(lab, reader.api, stage.recorder, label, () => stage.rooms);
  }

  get roomsMade(): number {
    return this.made.length;
  }

  /** Waits until every node lists every room that was made, or should have; then ends. */
  async stop(): Promise<void> {
    const last = this.made.at(-1)?.at ?? Date.now();
    const isListed = () => this.asked.every(({ listed }) => this.made.every(({ id }) => listed.has(id)));
    await isTrueWithin(Math.max(0, last + LISTED_LIMIT_MS - Date.now()), isListed);
    this.isStopped = true;
    await this.running;
    for (const { api } of this.asked) api.close();
  }

  private async readFrom(asked: Asked): Promise<void> {
    for (let turn = 0; !this.isStopped; turn += 1) {
      const rooms = this.rooms();
      const place = turn % (rooms.length + 1);
      const room = rooms[place];
      if (room === undefined) await this.readList(asked);
      else await this.readPage(asked, room);
      await delay(READ_EVERY_MS);
    }
  }

  private async readPage({ api, node }: Asked, room: string): Promise<void> {
    const start = Date.now();
    const answer = await api.listMessages(room, 'limit=10');
    if (answer.kind !== 'ok') return this.takeFailure(node, answer);
    const { version, items } = answer.data;
    this.reads += 1;
    this.recorder.pageReads.push({
      reader: this.label,
      node,
      room,
      start,
      end: Date.now(),
      version,
      seen: items.map(toSighting),
    });
  }

  private async readList(asked: Asked): Promise<void> {
    const start = Date.now();
    const answer = await asked.api.listRooms();
    if (answer.kind !== 'ok') return this.takeFailure(asked.node, answer);
    const rooms = answer.data.items.map(({ id }) => id);
    asked.listed = new Set(rooms);
    this.reads += 1;
    this.recorder.listReads.push({ node: asked.node, start, rooms });
  }

  /** Typed refusals are recorded where requests are made; silence of a node that lives is what must not be. */
  private takeFailure(node: string, answer: { kind: string; reason?: string }): void {
    if (answer.kind === 'unknown') this.recorder.addMalformed(`${node} did not answer a read: ${answer.reason ?? ''}`);
  }

  private async makeRooms(): Promise<void> {
    for (let turn = 0; !this.isStopped; turn += 1) {
      const { node, api } = this.asked[turn % this.asked.length] ?? {};
      const answer = node === undefined ? undefined : await api?.createRoom(`${this.label} made ${turn + 1}`);
      if (node !== undefined && answer?.kind === 'ok') {
        this.made.push({ id: answer.data.id, at: Date.now() });
        this.recorder.roomsMade.push({ room: answer.data.id, node, at: Date.now() });
      }
      const next = Date.now() + ROOM_EVERY_MS;
      await isTrueWithin(ROOM_EVERY_MS, () => this.isStopped || Date.now() >= next);
    }
  }
}
