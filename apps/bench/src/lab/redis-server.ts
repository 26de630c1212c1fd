import { Redis } from 'ioredis';
import { startRedis, type TestRedis } from '@tertulia/testing';

const COMMAND_LIMIT_MS = 2_000;

/** A real Redis or Valkey without persistence that can be killed, frozen, restarted empty, and asked directly. */
export class RedisServer {
  private readonly client: Redis;
  private isDisposed = false;

  private constructor(private readonly server: TestRedis) {
    this.client = new Redis(server.url, {
      lazyConnect: true,
      commandTimeout: COMMAND_LIMIT_MS,
      retryStrategy: () => 100,
    });
    this.client.on('error', () => undefined);
  }

  static async create(): Promise<RedisServer> {
    return new RedisServer(await startRedis());
  }

  get port(): number {
    return Number(new URL(this.server.url).port);
  }

  kill(): void {
    this.server.kill('SIGKILL');
  }

  freeze(): void {
    this.server.kill('SIGSTOP');
  }

  thaw(): void {
    this.server.kill('SIGCONT');
  }

  /** Starts it again, empty. */
  async restart(): Promise<void> {
    if (this.isDisposed) throw new Error('Redis was stopped for good.');
    return this.server.restart();
  }

  /** Sends a command, as an operator would. */
  command(name: string, ...args: string[]): Promise<unknown> {
    return this.client.call(name, ...args);
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    this.client.disconnect();
    await this.server.stop();
  }
}
