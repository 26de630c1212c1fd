import { beforeEach, describe, expect, it } from '@jest/globals';
import { Connections } from './connections.js';
import { FanOut } from './fan-out.js';
import { OwnCounts } from './own-counts.js';
import { OwnTeller } from './own-teller.js';
import { thing, Told } from './told.js';

const [OPEN, READ, WITHDRAWN] = [0, 1, 2];
const NAME = thing.notification('one');

/** Notes what would be written to sockets. */
class HeardFanOut extends FanOut {
  readonly heard: string[] = [];

  override toMany(_connections: unknown, packet: string): void {
    this.heard.push(packet);
  }
}

describe('telling a person of a notification', () => {
  let told: Told;
  let fanOut: HeardFanOut;
  let teller: OwnTeller;
  const tell = (event: 'created' | 'updated', state: number) =>
    teller.tell({ kind: 'own', event: `notification:${event}`, userId: 'rui', payload: '{}', told: [[NAME, state]] });
  const heard = () => fanOut.heard.map((packet) => /notification:(\w+)/.exec(packet)?.[1]);

  beforeEach(() => {
    told = new Told();
    fanOut = new HeardFanOut({ nowMs: () => 0 });
    teller = new OwnTeller(new Connections(), fanOut, new OwnCounts(), { rename: () => undefined }, told);
  });

  it('says once that it is new', () => {
    tell('created', OPEN);
    tell('created', OPEN);
    expect(heard()).toEqual(['created']);
    expect(told.last(NAME)).toBe(OPEN);
  });

  it('still owes the news of one of which only an update was told, as after a crash between its commit and the news', () => {
    tell('updated', OPEN);
    expect(told.last(NAME)).toBeUndefined();
    tell('created', OPEN);
    tell('created', OPEN);
    expect(heard()).toEqual(['updated', 'created']);
  });

  it('still owes the news of one that came back after its withdrawal', () => {
    tell('created', OPEN);
    tell('updated', WITHDRAWN);
    tell('updated', OPEN);
    tell('created', OPEN);
    expect(heard()).toEqual(['created', 'updated', 'updated', 'created']);
  });

  it('remembers what an update says of one that was told', () => {
    tell('created', OPEN);
    tell('updated', READ);
    expect(told.last(NAME)).toBe(READ);
    tell('updated', OPEN);
    expect(told.last(NAME)).toBe(OPEN);
    tell('created', OPEN);
    expect(heard()).toEqual(['created', 'updated', 'updated']);
  });
});
