import { describe, expect, it } from '@jest/globals';
import { ackPacket, encodeEvent, eventPacket, webSocketFrames } from './frames.js';

/** Reads unmasked text frames as RFC 6455 describes them. */
function readFrames(buffer: Buffer): string[] {
  const texts: string[] = [];
  for (let offset = 0; offset < buffer.length;) {
    expect(buffer[offset]).toBe(0x81);
    const short = buffer[offset + 1] ?? 0;
    const [length, header] =
      short < 126
        ? [short, 2]
        : short === 126
          ? [buffer.readUInt16BE(offset + 2), 4]
          : [Number(buffer.readBigUInt64BE(offset + 2)), 10];
    texts.push(buffer.toString('utf8', offset + header, offset + header + length));
    offset += header + length;
  }
  return texts;
}

describe('frames', () => {
  it.each([0, 1, 123, 124, 125, 126, 65_533, 65_534, 65_535, 65_536, 100_000])(
    'carry a packet of %i bytes',
    (length) => {
      const packet = 'x'.repeat(length);
      expect(readFrames(webSocketFrames([packet]))).toEqual([`4${packet}`]);
    },
  );

  it('carry several packets back to back, in any script', () => {
    const packets = ['2["a",1]', 'ñandú 👩‍👩‍👧 ありがとう', ''];
    expect(readFrames(webSocketFrames(packets))).toEqual(packets.map((packet) => `4${packet}`));
    expect(webSocketFrames([])).toHaveLength(0);
  });

  it('hold Socket.IO packets as its protocol writes them', () => {
    expect(eventPacket('typing:changed', '{"users":[]}')).toBe('2["typing:changed",{"users":[]}]');
    expect(encodeEvent('room:position', { roomId: 'r', version: 2, lastSeq: 1 })).toBe(
      '2["room:position",{"roomId":"r","version":2,"lastSeq":1}]',
    );
    expect(ackPacket(7, '{"data":{}}')).toBe('37[{"data":{}}]');
  });
});
