/** The cluster as an operator sees it: says where it is, takes orders by line and by signal, ends in order. */
import { createInterface } from 'node:readline';
import { refuse, say } from '../product.mjs';
import { readOrder } from './orders.mjs';
import { startCluster } from './start-cluster.mjs';

export class ClusterConsole {
  #options;
  #cluster;
  #stopping = new AbortController();
  #work = Promise.resolve();

  /** @param {{count: number, port?: number, environment: Record<string, string>}} options */
  constructor(options) {
    this.#options = options;
  }

  /** Starts everything, and from then on does what it is told until it is told to end. */
  async run() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void this.#stop());
    const { signal } = this.#stopping;
    try {
      this.#cluster = await startCluster({ ...this.#options, signal, onProgress: say, onDeath: say });
    } catch (error) {
      if (signal.aborted) process.exit(0);
      refuse('The cluster could not start: ' + error.message);
    }
    this.#describe();
    process.on('SIGUSR2', () => this.#obey({ order: 'restart' }));
    createInterface({ input: process.stdin }).on('line', (line) => this.#obey(readOrder(line)));
    // Without a terminal, signals are all that it waits for.
    setInterval(() => {}, 60_000);
  }

  #describe() {
    const { url, nodes, redis, directory } = this.#cluster;
    say('Tertulia is ready at ' + url);
    this.#listNodes();
    const look = 'curl -sI ' + url + '/api/instance | grep -i ^x-instance-id';
    say('  see them take turns:     for i in 1 2 3 4 5 6; do ' + look + '; done');
    say('  restart one by one:      type restart, or: kill -USR2 ' + process.pid);
    say('  kill -9 and start again: type crash ' + nodes.at(-1).id);
    say('  Redis: ' + new URL(redis).host + '; logs and data, removed at the end: ' + directory);
    say('  Ctrl+C, or typing stop, ends it.');
  }

  #listNodes() {
    for (const { id, url, pid, isRunning } of this.#cluster.nodes)
      say('  ' + id + ' at ' + url + (isRunning ? ', process ' + pid : ', not running'));
  }

  /** One order after the other; what fails is said, and the next one is taken. */
  #obey({ order, id, problem }) {
    if (problem) say(problem);
    else if (order === 'nodes') this.#listNodes();
    else if (order === 'stop') void this.#stop();
    else if (order !== 'none')
      this.#work = this.#work
        .then(() => this.#perform(order, id))
        .catch((error) => this.#stopping.signal.aborted || say('That failed: ' + error.message));
  }

  async #perform(order, id) {
    if (this.#stopping.signal.aborted) return;
    const cluster = this.#cluster;
    const startedAt = Date.now();
    if (order === 'crash') {
      await cluster.killNode(id);
      say(id + ' was killed; starting it again …');
      await cluster.startNode(id);
    } else if (id) {
      await cluster.restartNode(id);
    } else {
      await cluster.rollingRestart(say);
    }
    say('Done after ' + ((Date.now() - startedAt) / 1_000).toFixed(1) + ' s.');
    this.#listNodes();
  }

  /** Also while it starts: then the start itself cleans up what there is. */
  async #stop() {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    say('Stopping …');
    if (!this.#cluster) return;
    try {
      await this.#cluster.stop();
      process.exit(0);
    } catch (error) {
      refuse(error.message);
    }
  }
}
