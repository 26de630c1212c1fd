import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchDatabase } from './database.js';
import { runConnections, runIdle, runStorm, takeIdlePlace } from './hold-scenarios.js';
import { runHttp } from './http-scenario.js';
import { runKill } from './kill-scenario.js';
import { runLoad } from './load-scenario.js';
import type { Options } from './options.js';
import { isBeingStopped } from './processes.js';
import { startProduct, useProduct, type RunningProduct } from './product.js';
import type { RunRecord } from './records.js';
import { loadScenarios } from './scenarios.js';
import { startPeer, type PeerName, type RunningTarget, type TargetName } from './targets.js';
import { runWriter } from './writer-scenario.js';

const IDLE_PEERS: readonly PeerName[] = ['socket.io', 'ws', 'nest-typeorm'];
const STORM_PEERS: readonly PeerName[] = ['socket.io'];
/** What cannot be done to a server that the bench did not start. */
const localOnly: readonly string[] = ['idle', 'writer', 'kill'];
const KILL_ROUNDS = 3;

/** Runs the chosen scenarios: product and peers in turn within every round, so that a drift of the machine meets all. */
export class Bench {
  readonly records: RunRecord[] = [];
  readonly #options: Options;
  readonly #database: BenchDatabase | null;
  readonly #directory: string;
  readonly #log: (line: string) => void;
  readonly #servers = new Map<TargetName, RunningTarget>();
  #product: RunningProduct | undefined;
  #productDatabase: string | undefined;
  #peerDatabase: string | undefined;

  /** @param database null when the product runs elsewhere (`--url`), and then there are no peers either */
  constructor(options: Options, database: BenchDatabase | null, directory: string, log: (line: string) => void) {
    this.#options = options;
    this.#database = database;
    this.#directory = directory;
    this.#log = log;
  }

  async run(): Promise<void> {
    for (const scenario of this.#options.scenarios) {
      if (this.#database === null && localOnly.includes(scenario)) {
        this.#log(`${scenario}: left out, it needs a server that the bench starts itself`);
        continue;
      }
      await this.#runScenario(scenario);
    }
    await this.#stopServers();
  }

  async #runScenario(scenario: string): Promise<void> {
    const load = loadScenarios[scenario];
    const { rounds, seconds } = this.#options;
    if (load !== undefined) {
      await this.#interleave(scenario, load.peers, (target, round) => runLoad(scenario, load, target, round, seconds));
    } else if (scenario === 'storm') {
      await this.#interleave(scenario, STORM_PEERS, runStorm);
    } else if (scenario === 'idle') {
      await this.#runIdle(scenario);
    } else if (scenario === 'conns') {
      await this.#attempt(scenario, 1, 'product', async () => [await runConnections(await this.#server('product'), 1)]);
    } else if (scenario === 'http') {
      await this.#attempt(scenario, 1, 'product', async () =>
        runHttp(await this.#server('product'), rounds, seconds, this.#database !== null),
      );
    } else if (scenario === 'writer') {
      await this.#attempt(scenario, 1, 'product', async () =>
        runWriter(await this.#startedProduct(), await this.#productUrl(), rounds, seconds),
      );
    } else if (scenario === 'kill') {
      await this.#stopServers();
      for (let round = 1; round <= KILL_ROUNDS; round += 1) {
        await this.#attempt(scenario, round, 'product', async () => [await runKill(() => this.#startProduct(), round)]);
      }
    }
  }

  async #runIdle(scenario: string): Promise<void> {
    await this.#attempt(scenario, 0, 'product', async () => {
      const place = await takeIdlePlace(await this.#server('product'));
      await this.#stopServers();
      await this.#interleave(
        scenario,
        IDLE_PEERS,
        async (target, round) =>
          runIdle(target, round, target.name === 'product' ? place : await takeIdlePlace(target)),
        true,
      );
      return [];
    });
  }

  /** Product, peer, peer, … in every round, the order turned round each time. */
  async #interleave(
    scenario: string,
    peers: readonly PeerName[],
    measure: (target: RunningTarget, round: number) => Promise<RunRecord>,
    isFresh = false,
  ): Promise<void> {
    const names: TargetName[] = ['product', ...(this.#database === null ? [] : peers)];
    for (let round = 1; round <= this.#options.rounds; round += 1) {
      const order = round % 2 === 1 ? names : names.toReversed();
      for (const name of order) {
        await this.#attempt(scenario, round, name, async () => [await measure(await this.#server(name), round)]);
        if (isFresh) await this.#stopServers();
      }
    }
  }

  /** One failed run is reported and the rest goes on; its server is started anew, since its state is unknown. */
  async #attempt(
    scenario: string,
    round: number,
    target: TargetName,
    measure: () => Promise<RunRecord[]>,
  ): Promise<void> {
    try {
      for (const record of await measure()) {
        this.records.push(record);
        this.#log(describe(record));
      }
    } catch (error) {
      if (isBeingStopped()) throw error;
      const message = error instanceof Error ? error.message : String(error);
      this.records.push({ scenario, round, target, values: {}, error: message });
      this.#log(`${scenario} round ${round} ${target}: FAILED: ${message}`);
      await this.#servers.get(target)?.stop();
      this.#servers.delete(target);
      if (target === 'product') this.#product = undefined;
    }
  }

  async #server(name: TargetName): Promise<RunningTarget> {
    if (name === 'product') return this.#startedProduct();
    const running = this.#servers.get(name);
    if (running !== undefined) return running;
    const databaseUrl = name === 'nest-typeorm' ? await this.#peerUrl() : null;
    const started = await startPeer(name, databaseUrl);
    this.#servers.set(name, started);
    return started;
  }

  async #startedProduct(): Promise<RunningProduct> {
    this.#product ??= await this.#startProduct();
    this.#servers.set('product', this.#product);
    return this.#product;
  }

  async #startProduct(): Promise<RunningProduct> {
    if (this.#options.url !== null) return useProduct(this.#options.url);
    const directory = join(this.#directory, 'data');
    await mkdir(directory, { recursive: true });
    return startProduct(await this.#productUrl(), directory);
  }

  async #productUrl(): Promise<string> {
    this.#productDatabase ??= await this.#createDatabase('product');
    return this.#productDatabase;
  }

  async #peerUrl(): Promise<string> {
    this.#peerDatabase ??= await this.#createDatabase('peer');
    return this.#peerDatabase;
  }

  #createDatabase(name: string): Promise<string> {
    if (this.#database === null) throw new Error('there is no database for a server elsewhere');
    return this.#database.create(name);
  }

  async #stopServers(): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server.stop()));
    this.#servers.clear();
    this.#product = undefined;
  }
}

function describe(record: RunRecord): string {
  const { scenario, round, target, values } = record;
  const figures = Object.entries(values)
    .filter(([name, value]) => value !== 0 || name === 'missing')
    .map(([name, value]) => `${name} ${value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 })}`);
  return `${scenario} round ${round} ${target}: ${figures.join(', ')}`;
}
