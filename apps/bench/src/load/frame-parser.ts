/** Called for every whole message; the bytes are only valid during the call. */
export type FrameHandler = (opcode: number, bytes: Buffer, start: number, end: number) => void;

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

const HEADER_MAXIMUM = 10;
const MESSAGE_MAXIMUM = 16 * 1024 * 1024;
const HIGH_WORD = 4_294_967_296;

/** A server sent what RFC 6455 does not allow, or more than the parser is ready to hold. */
export class FrameError extends Error {}

/**
 * Cuts a stream of server frames (RFC 6455, section 5.2) into messages. A frame that lies whole in a chunk is handed
 * over in place; only one that is cut by the chunk's end is copied, because at half a million deliveries a second a
 * copy of every frame would make the generator the bottleneck.
 */
export class FrameParser {
  readonly #onFrame: FrameHandler;
  #partial: Buffer | undefined;
  #partialLength = 0;
  #fragments: Buffer[] = [];
  #fragmentBytes = 0;
  #fragmentOpcode = 0;
  #payloadStart = 0;
  #frameEnd = 0;

  constructor(onFrame: FrameHandler) {
    this.#onFrame = onFrame;
  }

  /** Reads the bytes from `start` to `end`; whatever is incomplete is kept for the next call. */
  push(chunk: Buffer, start: number, end: number): void {
    let at = this.#partial === undefined ? start : this.#completePartial(chunk, start, end);
    while (at < end) {
      if (!this.#measure(chunk, at, end) || this.#frameEnd > end) {
        this.#keep(chunk, at, end);
        return;
      }
      const frameEnd = this.#frameEnd;
      this.#deliver(chunk, at, this.#payloadStart, frameEnd);
      at = frameEnd;
    }
  }

  /** Finds where the payload starts and the frame ends; false while the header itself is incomplete. */
  #measure(bytes: Buffer, at: number, end: number): boolean {
    if (end - at < 2) return false;
    const second = bytes[at + 1] ?? 0;
    if ((second & 0x80) !== 0) throw new FrameError('a server must not mask its frames');
    if (second < 126) {
      this.#payloadStart = at + 2;
      this.#frameEnd = at + 2 + second;
      return true;
    }
    const headerEnd = at + (second === 126 ? 4 : HEADER_MAXIMUM);
    if (end < headerEnd) return false;
    const length =
      second === 126 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 2) * HIGH_WORD + bytes.readUInt32BE(at + 6);
    if (length > MESSAGE_MAXIMUM) throw new FrameError(`a frame of ${length} bytes is over the bound`);
    this.#payloadStart = headerEnd;
    this.#frameEnd = headerEnd + length;
    return true;
  }

  #keep(chunk: Buffer, at: number, end: number): void {
    const held = end - at;
    const known = this.#measure(chunk, at, end);
    const partial = Buffer.allocUnsafe(known ? this.#frameEnd - at : HEADER_MAXIMUM);
    chunk.copy(partial, 0, at, end);
    this.#partial = partial;
    this.#partialLength = held;
  }

  /** Takes no more of the chunk than the kept frame still needs, and gives where the rest of the chunk begins. */
  #completePartial(chunk: Buffer, start: number, end: number): number {
    let at = start;
    let partial = this.#partial ?? Buffer.alloc(0);
    while (at < end) {
      const measured = this.#measure(partial, 0, this.#partialLength);
      if (measured && partial.length < this.#frameEnd) {
        partial = Buffer.concat([partial.subarray(0, this.#partialLength)], this.#frameEnd);
        this.#partial = partial;
      }
      // While the header is incomplete its length is unknown: byte by byte, at most eight times for one frame.
      const missing = measured ? this.#frameEnd - this.#partialLength : 1;
      const taken = Math.min(missing, end - at);
      chunk.copy(partial, this.#partialLength, at, at + taken);
      this.#partialLength += taken;
      at += taken;
      if (this.#measure(partial, 0, this.#partialLength) && this.#partialLength >= this.#frameEnd) {
        this.#partial = undefined;
        this.#deliver(partial, 0, this.#payloadStart, this.#frameEnd);
        return at;
      }
    }
    return at;
  }

  #deliver(bytes: Buffer, header: number, start: number, end: number): void {
    const first = bytes[header] ?? 0;
    if ((first & 0x70) !== 0) throw new FrameError('no extension was agreed on');
    const opcode = first & 0x0f;
    const isFinal = (first & 0x80) !== 0;
    if (isFinal && opcode !== opcodes.continuation) {
      this.#onFrame(opcode, bytes, start, end);
      return;
    }
    if (opcode !== opcodes.continuation) this.#fragmentOpcode = opcode;
    this.#fragments.push(Buffer.from(bytes.subarray(start, end)));
    this.#fragmentBytes += end - start;
    if (this.#fragmentBytes > MESSAGE_MAXIMUM) throw new FrameError('a fragmented message is over the bound');
    if (!isFinal) return;
    const whole = Buffer.concat(this.#fragments);
    this.#fragments = [];
    this.#fragmentBytes = 0;
    this.#onFrame(this.#fragmentOpcode, whole, 0, whole.length);
  }
}
