import { fileURLToPath } from 'node:url';
import { waitUntil } from '../load/waiting.js';
import { answersReady, freePort } from './listening.js';
import { type NodeProcess, startNode, stop } from './processes.js';

const API_ENTRY = fileURLToPath(new URL('../../../api/dist/main.js', import.meta.url));
const READY_LIMIT_MS = 60_000;
const GONE_LIMIT_MS = 10_000;

/** One process of the product, on a database that others use too; it can be killed and started again. */
export class ProductNode {
  private process: NodeProcess | undefined;

  constructor(
    readonly name: string,
    readonly port: number,
    private readonly environment: Record<string, string>,
    private readonly core?: number,
  ) {}

  static async create(name: string, environment: Record<string, string>, core?: number): Promise<ProductNode> {
    const node = new ProductNode(name, await freePort(), environment, core);
    await node.start();
    return node;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  async start(): Promise<void> {
    const env = {
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: String(this.port),
      LIMITS: 'off',
      JOBS_DRIVER: 'off',
      LOG_LEVEL: 'warn',
      INSTANCE_ID: this.name,
      REDIS_URL: undefined,
      ...this.environment,
    };
    const started = startNode(API_ENTRY, [], { env, ...(this.core !== undefined && { core: this.core }) });
    this.process = started;
    const isGone = (): boolean => started.child.exitCode !== null;
    const isReady = await waitUntil(async () => isGone() || (await answersReady(this.url)), READY_LIMIT_MS);
    if (!isReady || isGone()) throw new Error(`${this.name} did not become ready: ${started.tail()}`);
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    const { process } = this;
    if (!process) return;
    process.child.kill('SIGKILL');
    if (!(await waitUntil(() => process.child.exitCode !== null || process.child.signalCode !== null, GONE_LIMIT_MS)))
      throw new Error(`${this.name} outlived SIGKILL.`);
  }

  async stop(): Promise<void> {
    if (this.process) await stop(this.process.child);
  }
}
