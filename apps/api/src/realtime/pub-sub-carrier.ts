import type { Log } from '../common/log.js';
import type { Carrier, CarrierEvents } from './carrier.js';
import { RedisPair } from './redis-pair.js';

const CHANNEL = 'tertulia:nodes:2';

/** One channel of Redis or Valkey that every node publishes on and hears. */
export class PubSubCarrier implements Carrier {
  private readonly pair: RedisPair;

  constructor(url: string, events: CarrierEvents, log: Log) {
    this.pair = new RedisPair(url, (listener) => listener.subscribe(CHANNEL), events, log);
    this.pair.listener.on('message', (_channel, text) => events.receive(text));
  }

  get isOpen(): boolean {
    return this.pair.isOpen;
  }

  send(text: string): Promise<unknown> {
    return this.pair.speaker.publish(CHANNEL, text);
  }

  reopen(): void {
    this.pair.reopen();
  }

  close(): void {
    this.pair.close();
  }
}
