import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildGateway, FakeServer, memoryStore, ROOM, settle } from './fake-room-server.js';
import { RoomStore } from './room-store.js';

const stepArbitrary = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), own: fc.boolean() }),
  fc.record({ kind: fc.constant('edit' as const), index: fc.nat(200) }),
  fc.record({ kind: fc.constant('deliver' as const), pick: fc.nat(50), isRepeated: fc.boolean() }),
  fc.record({ kind: fc.constant('lose' as const), pick: fc.nat(50) }),
  fc.record({ kind: fc.constant('reconnect' as const) }),
  fc.record({ kind: fc.constant('older' as const) }),
  fc.record({ kind: fc.constant('wait' as const), turns: fc.nat(8) }),
);

describe('any order of what can happen', () => {
  it("ends in the server's list, without holes or repetitions, whatever was lost, late, early or doubled", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepArbitrary, { maxLength: 80 }),
        fc.integer({ min: 2, max: 20 }),
        fc.nat(70),
        async (steps, cap, before) => {
          const server = new FakeServer(cap);
          for (let count = 0; count < before; count += 1) server.write();
          server.pushes = [];
          const store = new RoomStore(ROOM, buildGateway(server, { random: () => 0 }), memoryStore());
          let isWhole = true;
          store.subscribe(() => {
            const { messages } = store.getSnapshot();
            isWhole &&= messages.every((message, index) => message.seq === (messages[0]?.seq ?? 0) + index);
          });
          await store.enter();
          for (const step of steps) {
            if (step.kind === 'write') {
              if (step.own) store.send('mine', null);
              else server.write();
            } else if (step.kind === 'edit') server.edit(step.index);
            else if (step.kind === 'deliver') {
              const index = step.pick % Math.max(1, server.pushes.length);
              const push = server.pushes[index];
              if (push && !step.isRepeated) server.pushes.splice(index, 1);
              if (push) store.receive(push.version, push.message);
            } else if (step.kind === 'lose') server.pushes.splice(step.pick % Math.max(1, server.pushes.length), 1);
            else if (step.kind === 'reconnect') {
              store.pause();
              server.pushes = [];
              void store.enter();
            } else if (step.kind === 'older') void store.loadOlder();
            else for (let turn = 0; turn < step.turns; turn += 1) await Promise.resolve();
          }
          await settle();
          await settle();
          store.receivePosition(server.version);
          await settle();
          await settle();
          const { messages, pending, version } = store.getSnapshot();
          store.close();
          expect(version).toBe(server.version);
          expect(messages).toEqual(server.messages.slice(server.messages.length - messages.length));
          expect(messages.length).toBeGreaterThanOrEqual(Math.min(50, server.messages.length));
          expect(pending).toEqual([]);
          const own = server.messages
            .filter((message) => message.author.id === 'ana')
            .map((message) => message.clientMessageId);
          expect(new Set(own).size).toBe(own.length);
          expect(isWhole).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
