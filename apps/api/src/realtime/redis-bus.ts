import { Redis } from 'ioredis';
import * as z from 'zod';
import { redisOptions } from '../cache/redis-key-value-store.js';
import { describeError, type Log } from '../common/log.js';
import { type MessageBus, type NodeMessage, type NodeMessageHandler, nodeMessageSchema } from './message-bus.js';

const CHANNEL = 'tertulia:nodes:1';
/** Publications that may be on their way to Redis; more are dropped and found again by the database poll. */
const MOST_IN_FLIGHT = 10_000;

const envelopeSchema = z.object({ from: z.string(), message: nodeMessageSchema });

/** Pub/sub over Redis or Valkey. A wake-up and a carrier, never the only copy (finding 2 of the reliability notes). */
export class RedisBus implements MessageBus {
  private readonly publisher: Redis;
  private readonly subscriber: Redis;
  private readonly handlers: NodeMessageHandler[] = [];
  private readonly readyHandlers: (() => void)[] = [];
  private isSubscribed = false;
  private inFlight = 0;

  constructor(
    url: string,
    private readonly nodeId: string,
    private readonly log: Log,
  ) {
    this.publisher = new Redis(url, redisOptions());
    // A subscription waits for its connection; commandTimeout would end it for lasting.
    this.subscriber = new Redis(url, { ...redisOptions(), commandTimeout: undefined, autoResubscribe: false });
    this.publisher.on('error', () => undefined);
    this.subscriber.on('error', () => undefined);
    this.subscriber.on('ready', () => void this.begin());
    this.subscriber.on('close', () => {
      this.isSubscribed = false;
    });
    this.subscriber.on('message', (_channel, text) => this.receive(text));
  }

  get isHealthy(): boolean {
    return this.isSubscribed && this.publisher.status === 'ready';
  }

  publish(message: NodeMessage): void {
    if (this.publisher.status !== 'ready' || this.inFlight >= MOST_IN_FLIGHT) return;
    this.inFlight += 1;
    this.publisher
      .publish(CHANNEL, JSON.stringify({ from: this.nodeId, message }))
      .catch(() => undefined)
      .finally(() => {
        this.inFlight -= 1;
      });
  }

  subscribe(handler: NodeMessageHandler): void {
    this.handlers.push(handler);
  }

  onReady(handler: () => void): void {
    this.readyHandlers.push(handler);
    if (this.isSubscribed) handler();
  }

  async close(): Promise<void> {
    this.publisher.disconnect();
    this.subscriber.disconnect();
  }

  private async begin(): Promise<void> {
    try {
      await this.subscriber.subscribe(CHANNEL);
      this.isSubscribed = true;
      for (const handler of this.readyHandlers) handler();
    } catch (error) {
      this.log.warn(describeError(error), 'The subscription to other nodes failed; it is tried again on reconnection.');
      this.subscriber.disconnect(true);
    }
  }

  private receive(text: string): void {
    const parsed = envelopeSchema.safeParse(parseJson(text));
    if (!parsed.success || parsed.data.from === this.nodeId) return;
    for (const handler of this.handlers) handler(parsed.data.message, parsed.data.from);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
