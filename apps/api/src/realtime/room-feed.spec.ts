import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Connection } from './connection.js';
import { FanOut, MOST_PAUSE_MS } from './fan-out.js';
import type { RoomChange } from './room-change.js';
import { RoomFeed } from './room-feed.js';

/** A member that notes what is written to it, in the place of a socket. */
class Member {
  pending: string[] | undefined;
  readonly user = { id: 'u', handle: 'u', displayName: 'u', isGuest: true, isBot: false };
  readonly written: string[] = [];

  write(packets: readonly string[], frames: Buffer | undefined): void {
    this.written.push(...(this.pending ?? []), ...(frames ? packets : []));
    this.pending = undefined;
  }

  get versions(): number[] {
    return this.written
      .filter((packet) => packet.startsWith('2['))
      .map((packet) => (JSON.parse(packet.slice(1)) as [string, { version: number }])[1].version);
  }

  asConnection(): Connection {
    // The feed and the fan-out use exactly what is here of a connection.
    return this as unknown as Connection;
  }
}

const change = (version: number): RoomChange => ({
  roomId: 'r',
  version,
  lastSeq: version,
  event: 'message:created',
  payload: JSON.stringify({ roomId: 'r', version }),
});
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
/** Until everything was written: a round of writing may be put off by a pause after the one before. */
const flushed = async () => {
  await turn();
  await new Promise((resolve) => setTimeout(resolve, MOST_PAUSE_MS + 1));
  await turn();
};
const range = (first: number, last: number) =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

function makeFeed(): { feed: RoomFeed; holes: number[] } {
  const holes: number[] = [];
  return { feed: new RoomFeed('r', new FanOut({ nowMs: () => 0 }), (holed) => holes.push(holed.last ?? -1)), holes };
}

describe('a room feed', () => {
  it('gives out each version once and in order, whatever order they come in', async () => {
    const { feed } = makeFeed();
    const member = new Member();
    await feed.join(
      member.asConnection(),
      async () => ({ version: 0, lastSeq: 0 }),
      () => undefined,
    );
    for (const version of [2, 1, 1, 5, 3, 2, 4, 5]) feed.offer(change(version));
    await flushed();
    expect(member.versions).toEqual([1, 2, 3, 4, 5]);
  });

  it('reports a hole and goes on after it was filled', async () => {
    const { feed, holes } = makeFeed();
    const member = new Member();
    await feed.join(
      member.asConnection(),
      async () => ({ version: 3, lastSeq: 3 }),
      () => undefined,
    );
    feed.offer(change(6));
    await flushed();
    expect(member.versions).toEqual([]);
    expect(holes).toEqual([3]);
    feed.fill([change(4), change(5)], 5, 5);
    await flushed();
    expect(member.versions).toEqual([4, 5, 6]);
    expect(feed.hasHole).toBe(false);
  });

  it('tells everybody where the room stands when too much is missing', async () => {
    const { feed } = makeFeed();
    await feed.join(
      new Member().asConnection(),
      async () => ({ version: 1, lastSeq: 1 }),
      () => undefined,
    );
    feed.skipTo(900, 800);
    expect(feed).toMatchObject({ last: 900, lastSeq: 800, isMoved: true });
  });

  it('lets nobody in whose snapshot could not be read', async () => {
    const { feed } = makeFeed();
    const member = new Member();
    await expect(
      feed.join(
        member.asConnection(),
        () => Promise.reject(new Error('away')),
        () => undefined,
      ),
    ).rejects.toThrow('away');
    expect(feed.isIdle).toBe(true);
  });

  it('gives every joiner each version after its snapshot once, ascending, wherever the join falls', async () => {
    const joins = fc.array(fc.record({ at: fc.nat(30), delay: fc.nat(12), ahead: fc.nat(4) }), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(
        joins,
        fc.shuffledSubarray(range(1, 30), { minLength: 30 }),
        fc.nat(3),
        async (plan, order, spread) => {
          const { feed } = makeFeed();
          const members: { member: Member; from: number }[] = [];
          // Changes are committed 1 to 30; they reach the feed a little out of order.
          const arrivals = order
            .map((version) => ({ version, at: version + ((version * 7) % (spread + 1)) }))
            .sort((left, right) => left.at - right.at);
          const pending: { due: number; resolve: () => void }[] = [];
          for (let step = 0; step <= 50; step += 1) {
            for (const { at, delay, ahead } of plan.filter((one) => one.at === step)) {
              const member = new Member();
              const entry = { member, from: 0 };
              members.push(entry);
              const snapshot = Math.min(30, Math.max(feed.last ?? 0, at) + ahead);
              entry.from = snapshot;
              const waiting = new Promise<void>((resolve) => pending.push({ due: step + delay, resolve }));
              void feed.join(
                member.asConnection(),
                () => waiting.then(() => ({ version: snapshot, lastSeq: snapshot })),
                () => undefined,
              );
            }
            for (const one of pending.filter((waiting) => waiting.due === step)) one.resolve();
            for (const arrival of arrivals.filter((one) => one.at === step)) feed.offer(change(arrival.version));
            await flushed();
          }
          feed.fill([], 30, 30);
          await flushed();
          for (const { member, from } of members) {
            // A snapshot that was older than what the feed had given out is read again with the same answer here.
            const heard = member.versions;
            expect(heard).toEqual([...new Set(heard)].sort((left, right) => left - right));
            if (heard.length > 0) expect(heard).toEqual(range(heard[0]!, 30).filter((version) => version >= heard[0]!));
            expect(heard.every((version) => version > from)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
