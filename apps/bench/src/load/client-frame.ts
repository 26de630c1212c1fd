import { randomBytes } from 'node:crypto';

/** One key per process: the wire and the server's unmasking cost as with fresh keys, without a random number per frame. */
const mask = Buffer.from(randomBytes(4).map((byte) => byte | 1));

/** A masked final frame as a client has to send it (RFC 6455, section 5.3). */
export function encodeClientFrame(opcode: number, payload: string): Buffer {
  const length = Buffer.byteLength(payload);
  const headerLength = length < 126 ? 6 : length < 65_536 ? 8 : 14;
  const frame = Buffer.allocUnsafe(headerLength + length);
  frame[0] = 0x80 | opcode;
  if (length < 126) {
    frame[1] = 0x80 | length;
  } else if (length < 65_536) {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 0x80 | 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  mask.copy(frame, headerLength - 4);
  frame.write(payload, headerLength, 'utf8');
  for (let index = 0; index < length; index += 1) {
    frame[headerLength + index] = (frame[headerLength + index] ?? 0) ^ (mask[index & 3] ?? 0);
  }
  return frame;
}
