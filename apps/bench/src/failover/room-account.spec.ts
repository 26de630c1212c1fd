import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Arrival, RoomAccount } from './room-account.js';

const arrival = (version: number): Arrival => ({ version, name: `message ${version}`, storedAt: 1_000 });
const joined = (version: number, ...versions: number[]) => ({
  version,
  isReload: false,
  arrivals: versions.map(arrival),
});

describe('the account of a client that comes back', () => {
  let account: RoomAccount;

  beforeEach(() => {
    account = new RoomAccount();
    account.beginConnection();
    account.takeCaught(joined(2), 1_000);
  });

  it('knows what was pushed in order', () => {
    for (const version of [3, 4, 5]) account.takePush(arrival(version), 1_100);
    expect([account.position, account.hasHole, account.knows('message 5'), account.knows('message 2')]).toEqual([
      5,
      false,
      true,
      false,
    ]);
    expect([account.doubled, account.outOfOrder, account.lateAt]).toEqual([0, 0, 0]);
  });

  it('keeps what is ahead until the hole is filled', () => {
    account.takePush(arrival(4), 1_100);
    expect([account.position, account.hasHole, account.knows('message 4')]).toEqual([2, true, false]);
    account.takeCaught(joined(4, 3, 4), 3_000);
    expect([account.position, account.hasHole, account.knows('message 3'), account.lateAt]).toEqual([
      4,
      false,
      true,
      3_000,
    ]);
    expect(account.doubled).toBe(0);
  });

  it('keeps what was pushed before the join was answered', () => {
    const early = new RoomAccount();
    early.takePush(arrival(3), 1_100);
    early.takePush(arrival(4), 1_100);
    early.takeCaught(joined(3, 3), 1_200);
    expect([early.position, early.knows('message 3'), early.knows('message 4'), early.doubled]).toEqual([
      4,
      true,
      true,
      0,
    ]);
  });

  it('counts a version that comes twice or late on one connection, and none that another connection brings again', () => {
    account.takePush(arrival(3), 1_100);
    account.takePush(arrival(3), 1_100);
    expect([account.doubled, account.outOfOrder]).toEqual([1, 0]);
    account.takePush(arrival(5), 1_100);
    account.takePush(arrival(4), 1_100);
    expect([account.doubled, account.outOfOrder]).toEqual([1, 1]);
    account.beginConnection();
    account.takePush(arrival(4), 1_200);
    expect([account.doubled, account.outOfOrder]).toEqual([1, 1]);
  });

  it('counts a message that has two places in the room, and a reload', () => {
    account.takePush(arrival(3), 1_100);
    account.takePush({ ...arrival(4), name: 'message 3' }, 1_100);
    expect(account.doubled).toBe(1);
    account.takeCaught({ ...joined(600), isReload: true }, 1_200);
    expect([account.reloads, account.position]).toEqual([1, 600]);
  });
});
