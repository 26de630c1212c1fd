/** One API process of the cluster: the same name, port and log over all its lives. */
import { join } from 'node:path';
import { root } from '../product.mjs';
import { findAnswerer, startProgram, waitUntilReady } from './programs.mjs';

const ENTRY = join(root, 'apps', 'api', 'dist', 'main.js');
/** What a node may take to leave beyond its drain time before it is made to. */
const LEAVING_MS = 8_000;
/** The drain time of a node that was not told one. */
const DRAIN_MS = 1_500;

export class ClusterNode {
  #part;
  #directory;
  #environment;
  #onDeath;

  /** @param {{id: string, port: number, directory: string, environment: Record<string, string>, onDeath: (line: string) => void}} options */
  constructor({ id, port, directory, environment, onDeath }) {
    this.id = id;
    this.port = port;
    this.address = '127.0.0.1:' + port;
    this.url = 'http://' + this.address;
    this.log = join(directory, id + '.log');
    this.#directory = directory;
    this.#onDeath = onDeath;
    this.#environment = { ...environment, INSTANCE_ID: id, PORT: String(port), HOST: '127.0.0.1' };
  }

  get pid() {
    return this.#part?.pid;
  }

  get isRunning() {
    return this.#part !== undefined && !this.#part.hasEnded();
  }

  /** Starts the process and waits until it says itself that it is ready. */
  async start(signal) {
    if (this.isRunning) throw new Error(this.id + ' is running already.');
    const part = startProgram({
      name: this.id,
      program: process.execPath,
      args: [ENTRY],
      directory: this.#directory,
      environment: this.#environment,
    });
    this.#part = part;
    await waitUntilReady(part, async () => (await findAnswerer(this.url + '/api/health/ready')) === this.id, signal);
    void part.ended.then((code) => {
      if (this.#part === part)
        this.#onDeath(this.id + ' ended by itself (exit code ' + code + '); its log: ' + this.log);
    });
  }

  /** Asks it to leave and waits until it is gone. Gives its exit code: 0 when it left in order. */
  async stop() {
    const part = this.#part;
    if (part === undefined) return 0;
    // From here on its end is no news.
    this.#part = undefined;
    return part.stop(Number(this.#environment.DRAIN_MS ?? DRAIN_MS) + LEAVING_MS);
  }

  /** Ends it as a crash would: nothing of it runs any more. */
  async kill(signal = 'SIGKILL') {
    const part = this.#part;
    if (part === undefined || part.hasEnded()) throw new Error(this.id + ' is not running.');
    this.#part = undefined;
    await part.kill(signal);
  }
}
