import { Redis } from 'ioredis';
import { redisOptions } from '../cache/redis-key-value-store.js';
import { describeError, type Log } from '../common/log.js';
import type { CarrierEvents } from './carrier.js';

/** Two connections to Redis, to say and to hear: `listen` is run on each new one to hear. */
export class RedisPair {
  readonly speaker: Redis;
  readonly listener: Redis;
  private isListening = false;

  constructor(
    url: string,
    private readonly listen: (listener: Redis) => Promise<unknown>,
    private readonly events: Pick<CarrierEvents, 'opened' | 'closed'>,
    private readonly log: Log,
  ) {
    this.speaker = new Redis(url, redisOptions());
    // Who listens waits; commandTimeout would end it for lasting.
    this.listener = new Redis(url, { ...redisOptions(), commandTimeout: undefined, autoResubscribe: false });
    this.speaker.on('error', () => undefined);
    this.listener.on('error', () => undefined);
    this.listener.on('ready', () => void this.begin());
    this.listener.on('close', () => {
      this.isListening = false;
      this.events.closed();
    });
    // What was to be said meanwhile was not: those who hear are told that it begins anew.
    this.speaker.on('close', () => this.events.closed());
    this.speaker.on('ready', () => this.isListening && this.events.opened());
  }

  get isOpen(): boolean {
    return this.isListening && this.speaker.status === 'ready';
  }

  reopen(): void {
    this.speaker.disconnect(true);
    this.listener.disconnect(true);
  }

  close(): void {
    this.speaker.disconnect();
    this.listener.disconnect();
  }

  private async begin(): Promise<void> {
    try {
      await this.listen(this.listener);
      this.isListening = true;
      this.events.opened();
    } catch (error) {
      this.log.warn(describeError(error), 'The subscription to other nodes failed; it is tried again on reconnection.');
      this.listener.disconnect(true);
    }
  }
}
