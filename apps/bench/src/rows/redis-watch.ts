import { quantile } from '../load/statistics.js';
import { isTrueWithin } from '../clients/waiting.js';
import { CacheProbe } from '../lab/cache-probe.js';
import { CrossTalk } from './cross-talk.js';
import type { RowRun } from './row.js';

/** A lost change is found by the poll within this, whatever became of Redis (guarantee G4). */
const REPAIR_MS = 6_000;
const BACK_LIMIT_MS = 30_000;
/** What a fault of Redis may add to the slowest hundredth of acknowledgements (guarantee G8). */
const ADDED_MS = 100;
/** Two cores that everybody shares: below this a difference says nothing. */
const NOISE_MS = 250;

/** Answers from the cache that show that it works. */
const LEAST_HITS = 10;

/** One thing that is done to Redis. */
export interface RedisFault {
  name: string;
  forMs: number;
  strike: () => void | Promise<void>;
  heal: () => void | Promise<void>;
  /** Answers without the cache that show that it struck. */
  leastMisses: number;
  /** What must have happened before it ends, however slow the machine; at most ten times as long. */
  isEnough?: () => boolean;
  /** How long after the healing every node must use Redis again; absent: not bounded. */
  backWithinMs?: number;
}

/** Watches what faults of Redis may not change: no refusal, no slow acknowledgement, right pages, messages between nodes. */
export class RedisWatch {
  private normal: number[] = [];

  private constructor(
    private readonly run: RowRun,
    private readonly talk: CrossTalk,
  ) {}

  /** Measures what is normal, lets `work` strike, and reads from every node all the while. */
  static async during(run: RowRun, work: (watch: RedisWatch) => Promise<void>): Promise<void> {
    const { lab, stage } = run;
    const [from, to] = run.random.shuffle(lab.nodes);
    if (!from || !to) throw new Error('There are not two nodes.');
    const watch = new RedisWatch(run, await CrossTalk.open(run, from, to));
    const probe = CacheProbe.start(lab, stage, `probe ${stage.random.seed}`);
    try {
      await watch.measureNormal();
      await work(watch);
    } finally {
      await probe.stop();
    }
    run.atLeast('rooms made', probe.roomsMade, 3);
    run.note('reads from the cache', probe.reads);
  }

  /** One fault, its healing, and what is judged of them. */
  async strike(fault: RedisFault): Promise<void> {
    const { run, talk } = this;
    const { totals } = run.recorder;
    const quiet = await this.openQuietRoom(fault.name);
    const misses = totals.cacheMisses;
    const told = talk.times.length;
    const struckAt = Date.now();
    let version = 0;
    try {
      await fault.strike();
      const isDone = () => Date.now() >= struckAt + fault.forMs && (fault.isEnough?.() ?? true);
      while (!isDone() && Date.now() < struckAt + fault.forMs * 10) {
        await talk.say();
        version = (await talk.talker.send(quiet, `during ${fault.name}`)).data?.version ?? version;
      }
      run.atLeast(`${fault.name}: answers without the cache`, totals.cacheMisses - misses, fault.leastMisses);
    } finally {
      await fault.heal();
    }
    const healedAt = Date.now();
    const pace = this.judgePace(fault.name, struckAt, healedAt);
    const between = Math.max(0, ...talk.times.slice(told));
    run.atMost('unbounded', `${fault.name}: ms of a message between nodes`, between, REPAIR_MS);
    const back = await this.waitUntilBack(healedAt);
    if (fault.backWithinMs !== undefined)
      run.atMost('unbounded', `${fault.name}: ms until every node used Redis again`, back, fault.backWithinMs);
    run.note(fault.name, `p99 ${pace} ms, between nodes ${between} ms, back after ${back} ms`);
    await this.judgeQuietRoom(fault.name, quiet, version);
    this.judgeRefusals(fault.name, struckAt);
  }

  private async measureNormal(): Promise<void> {
    const { run, talk } = this;
    const from = Date.now();
    await run.acknowledges(120);
    await talk.say();
    run.note('between nodes normally', `${talk.times.at(-1)} ms`);
    const { totals } = run.recorder;
    await isTrueWithin(BACK_LIMIT_MS, () => totals.cacheHits >= LEAST_HITS);
    run.atLeast('answers from the cache before', totals.cacheHits, LEAST_HITS);
    this.normal = run.ackTimes(from, Date.now());
  }

  /** A room that nobody follows, in which every node has read: what is written later only the writing node knows of. */
  private async openQuietRoom(name: string): Promise<string> {
    const room = await this.run.stage.openRoom(`${name} ${this.run.stage.random.seed}`);
    for (let count = 1; count <= 3; count += 1) await this.talk.talker.send(room, `quiet ${count}`);
    await this.readEverywhere(room);
    return room;
  }

  private async judgeQuietRoom(name: string, room: string, version: number): Promise<void> {
    for (const [node, seen] of await this.readEverywhere(room))
      this.run.atMost('stale-cache', `${name}: versions that ${node} lacks of a quiet room`, version - seen, 0);
  }

  private async readEverywhere(room: string): Promise<[string, number][]> {
    const versions: [string, number][] = [];
    for (const { name, url } of this.run.lab.readers) {
      const api = this.talk.talker.api.at(url);
      const page = await api.listMessages(room, 'limit=10');
      api.close();
      versions.push([name, page.kind === 'ok' ? page.data.version : 0]);
    }
    return versions;
  }

  private judgePace(name: string, from: number, to: number): number {
    const { run, normal } = this;
    const during = run.ackTimes(from, to);
    const [before, then] = [quantile(normal, 0.99), quantile(during, 0.99)];
    run.atLeast(`${name}: sends`, during.length, 20);
    const most = Math.max(before * 1.5, NOISE_MS) + ADDED_MS;
    run.atMost('slow-ack', `${name}: p99 of acknowledgements in ms, normally ${before}`, then, most);
    return then;
  }

  /** Without Redis nothing is refused (guarantee G8). */
  private judgeRefusals(name: string, since: number): void {
    const isWrong = (code: string) => code === 'unavailable' || code === 'internal';
    const refused = this.run.recorder.refusals.filter(({ at, code }) => at >= since && isWrong(code));
    const example = refused[0] ? ` (${refused[0].detail})` : '';
    this.run.atMost('wrong-error', `${name}: refusals${example}`, refused.length, 0);
  }

  /** Until every node says so; then something must be answered from the cache. */
  private async waitUntilBack(healedAt: number): Promise<number> {
    const { lab, recorder } = this.run;
    const apis = lab.readers.map(({ url }) => this.talk.talker.api.at(url));
    const isBack = async () =>
      (await Promise.all(apis.map((api) => api.describeHealth('cache')))).every((line) => line === 'ok');
    if (!(await isTrueWithin(BACK_LIMIT_MS, isBack, 20))) recorder.unrecovered.push('a node did not use Redis again');
    const took = Date.now() - healedAt;
    for (const api of apis) api.close();
    const hits = recorder.totals.cacheHits;
    if (!(await isTrueWithin(BACK_LIMIT_MS, () => recorder.totals.cacheHits >= hits + LEAST_HITS)))
      recorder.unrecovered.push('nothing was answered from the cache again');
    return took;
  }
}
