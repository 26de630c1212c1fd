import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildGateway, FakeServer, memoryStore, ROOM, settle } from './fake-room-server.js';
import type { RoomSizes } from './room-state.js';
import { RoomStore } from './room-store.js';

/** More with HYBRID_RUNS; a run again with the seed and path that a failure names. */
const RUNS = Number(process.env['HYBRID_RUNS'] ?? 2_000);

const stepArbitrary = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), own: fc.boolean() }),
  fc.record({ kind: fc.constant('burst' as const), count: fc.nat(40) }),
  fc.record({ kind: fc.constant('edit' as const), index: fc.nat(200), isPushed: fc.boolean() }),
  fc.record({ kind: fc.constant('remove' as const), index: fc.nat(200) }),
  fc.record({ kind: fc.constant('deliver' as const), pick: fc.nat(50), isRepeated: fc.boolean() }),
  fc.record({ kind: fc.constant('lose' as const), pick: fc.nat(50) }),
  fc.record({ kind: fc.constant('position' as const), late: fc.nat(5) }),
  fc.record({ kind: fc.constant('reconnect' as const) }),
  fc.record({ kind: fc.constant('older' as const) }),
  fc.record({ kind: fc.constant('newer' as const) }),
  fc.record({ kind: fc.constant('around' as const), seq: fc.nat(200) }),
  fc.record({ kind: fc.constant('message' as const), seq: fc.nat(200) }),
  fc.record({ kind: fc.constant('present' as const) }),
  fc.record({ kind: fc.constant('read' as const), part: fc.nat(4) }),
  fc.record({ kind: fc.constant('wait' as const), turns: fc.nat(8) }),
);
type Step = typeof stepArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

const small: RoomSizes = { page: 10, most: 40, least: 25, tail: 10 };
const large: RoomSizes = { page: 50, most: 1_500, least: 1_400, tail: 50 };

/** An answer that is out of date by the time it arrives. */
async function onTheWay<Answer>(answer: Answer): Promise<Answer> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  return answer;
}

/** A browser and a server, the way between them in the hands of the test. */
class World {
  readonly server: FakeServer;
  readonly store: RoomStore;
  isWhole = true;
  mostShown = 0;

  constructor(cap: number, before: number, sizes: RoomSizes) {
    this.server = new FakeServer(cap, sizes.page);
    for (let count = 0; count < before; count += 1) this.server.write();
    this.server.pushes = [];
    const { server } = this;
    const gateway = buildGateway(server, {
      random: () => 0,
      page: (_room, limit, cursor) => onTheWay(server.page(limit, cursor)),
      changes: (_room, after) => onTheWay(server.changes(after)),
    });
    this.store = new RoomStore(ROOM, gateway, memoryStore(), sizes);
    this.store.subscribe(() => {
      const { messages } = this.store.getSnapshot();
      this.isWhole &&= messages.every((message, index) => message.seq === (messages[0]?.seq ?? 0) + index);
      this.mostShown = Math.max(this.mostShown, messages.length);
    });
  }

  async take(step: Step): Promise<void> {
    const { server, store } = this;
    if (step.kind === 'write') {
      if (step.own) store.send('mine', null);
      else server.write();
    } else if (step.kind === 'burst') for (let count = 0; count < step.count; count += 1) server.write();
    else if (step.kind === 'edit') {
      server.edit(step.index);
      if (step.isPushed) this.deliver(server.pushes.length - 1, true);
    } else if (step.kind === 'remove') server.remove(step.index);
    else if (step.kind === 'deliver') this.deliver(step.pick, step.isRepeated);
    else if (step.kind === 'lose') server.pushes.splice(step.pick % Math.max(1, server.pushes.length), 1);
    // What the server said of its version may be late itself.
    else if (step.kind === 'position') store.receivePosition(Math.max(0, server.version - step.late));
    else if (step.kind === 'reconnect') {
      store.pause();
      server.pushes = [];
      void store.enter();
    } else if (step.kind === 'wait') for (let turn = 0; turn < step.turns; turn += 1) await Promise.resolve();
    else this.move(step);
  }

  /** What the reader does. */
  private move(step: Step): void {
    const { store } = this;
    if (step.kind === 'older') void store.loadOlder();
    else if (step.kind === 'newer') void store.loadNewer();
    else if (step.kind === 'around') void store.showAround({ around: step.seq });
    else if (step.kind === 'message') void store.showMessage(`m${step.seq}`);
    else if (step.kind === 'present') store.showPresent();
    else if (step.kind === 'read') {
      const { messages } = store.getSnapshot();
      store.readAt(messages[(messages.length * step.part) >> 2]?.seq ?? Number.POSITIVE_INFINITY);
    }
  }

  private deliver(pick: number, isRepeated: boolean): void {
    const { server, store } = this;
    const index = pick % Math.max(1, server.pushes.length);
    const push = server.pushes[index];
    if (push && !isRepeated) server.pushes.splice(index, 1);
    if (push) store.receive(push.version, push.message);
  }

  /** Nothing more is lost, and the server says where it stands. */
  async rest(): Promise<void> {
    for (let round = 0; round < 20; round += 1) await settle();
    this.store.receivePosition(this.server.version);
    for (let round = 0; round < 20; round += 1) await settle();
  }
}

async function check(steps: Step[], cap: number, before: number, sizes: RoomSizes): Promise<void> {
  const world = new World(cap, before, sizes);
  const { server, store } = world;
  await store.enter();
  for (const step of steps) await world.take(step);
  await world.rest();
  const shown = store.getSnapshot();
  const from = (shown.messages[0]?.seq ?? 1) - 1;
  expect(shown.messages).toEqual(server.messages.slice(from, from + shown.messages.length));
  expect(shown.hasBefore).toBe(from > 0);
  store.showPresent();
  const { messages, pending, version, isLive } = store.getSnapshot();
  store.close();
  expect(isLive).toBe(true);
  expect(version).toBe(server.version);
  expect(messages).toEqual(server.messages.slice(server.messages.length - messages.length));
  expect(messages.length).toBeGreaterThanOrEqual(Math.min(sizes.tail, server.messages.length));
  expect(pending).toEqual([]);
  const own = server.messages.filter(({ author }) => author.id === 'ana').map(({ clientMessageId }) => clientMessageId);
  expect(new Set(own).size).toBe(own.length);
  expect(world.isWhole).toBe(true);
  expect(world.mostShown).toBeLessThanOrEqual(sizes.most);
}

describe('any order of what can happen', () => {
  it("ends in the server's list, without holes or repetitions, whatever was lost, late, early, doubled or jumped to", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepArbitrary, { maxLength: 80 }),
        fc.integer({ min: 2, max: 60 }),
        fc.nat(150),
        fc.constantFrom(small, large),
        check,
      ),
      { numRuns: RUNS },
    );
  });

  it('reaches the present by going on from anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 150 }), async (count, seq) => {
        const { server, store } = new World(500, count, small);
        await store.enter();
        await store.showAround({ around: Math.min(seq, count) });
        for (let turn = 0; turn < 40 && !store.getSnapshot().isLive; turn += 1) {
          store.readAt(store.getSnapshot().messages.at(-1)?.seq ?? 0);
          await store.loadNewer();
        }
        expect(store.getSnapshot().isLive).toBe(true);
        expect(store.getSnapshot().messages.at(-1)).toEqual(server.messages.at(-1));
        store.close();
      }),
      { numRuns: 60 },
    );
  });
});
