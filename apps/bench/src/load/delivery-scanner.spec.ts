import { describe, expect, it } from '@jest/globals';
import { buildAuthor, buildMessage } from '../peers/protocol.js';
import { DeliveryScanner } from './delivery-scanner.js';
import { MessageNames } from './message-name.js';

const names = new MessageNames();
const roomId = '0190a000-0000-7000-8000-000000000001';

function frame(sender: number, number: number, version: number, text = 'hola'): Buffer {
  const send = { roomId, clientMessageId: names.build(sender, number), text };
  const message = buildMessage(send, buildAuthor(), version, roomId, '2026-11-21T00:00:00.000Z');
  return Buffer.from(`42${JSON.stringify(['message:created', { roomId, version, message }])}`);
}

describe('reading a delivery', () => {
  it('finds sender, number and version, also when the next frame has other places', () => {
    const scanner = new DeliveryScanner();
    for (const [sender, number, version] of [
      [0, 1, 1],
      [4, 65_536, 99],
      [65_535, 4_000_000_000, 123_456],
    ] as const) {
      const bytes = frame(sender, number, version);
      expect(scanner.read(bytes, 0, bytes.length)).toBe(true);
      expect([scanner.sender, scanner.number, scanner.version]).toEqual([sender, number, version]);
    }
    const reordered = Buffer.from(
      `42["message:created",{"message":{"clientMessageId":"${names.build(7, 8)}","text":"x"},"version":9,"roomId":"${roomId}"}]`,
    );
    expect(scanner.read(reordered, 0, reordered.length)).toBe(true);
    expect([scanner.sender, scanner.number, scanner.version]).toEqual([7, 8, 9]);
  });

  it('reads a frame in the middle of a buffer', () => {
    const bytes = frame(3, 5, 8);
    const padded = Buffer.concat([Buffer.alloc(17, '"'), bytes, Buffer.alloc(9, '9')]);
    const scanner = new DeliveryScanner();
    expect(scanner.read(padded, 17, 17 + bytes.length)).toBe(true);
    expect([scanner.sender, scanner.number, scanner.version]).toEqual([3, 5, 8]);
  });

  it.each(['message:updated', 'message:deleted', 'room:position', 'presence:changed', 'session:ready'])(
    'leaves %s alone',
    (event) => {
      const bytes = Buffer.from(`42${JSON.stringify([event, { clientMessageId: names.build(1, 1) }])}`);
      expect(new DeliveryScanner().read(bytes, 0, bytes.length)).toBe(false);
    },
  );
});
