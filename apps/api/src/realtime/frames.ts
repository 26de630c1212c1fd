import type { ServerEvent, ServerPayload } from '@tertulia/contract';

/** Engine.IO packet type "message" (protocol 4), the first character of every Socket.IO packet on the wire. */
const MESSAGE = '4';
/** RFC 6455, 5.2: final frame, opcode text. */
const TEXT = 0x81;

/** A Socket.IO EVENT packet (protocol 5) whose payload is already JSON. */
export function eventPacket(event: ServerEvent, payloadJson: string): string {
  return `2["${event}",${payloadJson}]`;
}

/** The same from a typed payload. */
export function encodeEvent<Event extends ServerEvent>(event: Event, payload: ServerPayload<Event>): string {
  return eventPacket(event, JSON.stringify(payload));
}

/** A Socket.IO ACK packet whose only argument is already JSON. */
export function ackPacket(id: number, answerJson: string): string {
  return `3${id}[${answerJson}]`;
}

/** Bytes of the WebSocket text frames of several Socket.IO packets, back to back, as one buffer. */
export function webSocketFrames(packets: readonly string[]): Buffer {
  const lengths = packets.map((packet) => Buffer.byteLength(packet) + 1);
  const total = lengths.reduce((sum, length) => sum + length + headerLength(length), 0);
  const buffer = Buffer.allocUnsafe(total);
  let offset = 0;
  packets.forEach((packet, index) => {
    const length = lengths[index] ?? 0;
    offset = writeHeader(buffer, offset, length);
    offset += buffer.write(MESSAGE, offset, 'latin1');
    offset += buffer.write(packet, offset, 'utf8');
  });
  return buffer;
}

function headerLength(length: number): number {
  if (length < 126) return 2;
  return length < 65_536 ? 4 : 10;
}

/** Server frames are not masked (RFC 6455, 5.1). */
function writeHeader(buffer: Buffer, offset: number, length: number): number {
  buffer[offset] = TEXT;
  if (length < 126) {
    buffer[offset + 1] = length;
    return offset + 2;
  }
  if (length < 65_536) {
    buffer[offset + 1] = 126;
    return buffer.writeUInt16BE(length, offset + 2);
  }
  buffer[offset + 1] = 127;
  return buffer.writeBigUInt64BE(BigInt(length), offset + 2);
}
