import { createHash, randomBytes } from 'node:crypto';

const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const HEAD_MAXIMUM = 16 * 1024;

/** The server refused the upgrade; `status` is its HTTP status. */
export class HandshakeError extends Error {
  constructor(
    readonly status: number,
    readonly headers: ReadonlyMap<string, string>,
    message: string,
  ) {
    super(message);
  }
}

/** One WebSocket upgrade: the request to send and the reading of the answer's head. */
export class Handshake {
  readonly request: Buffer;
  readonly headers = new Map<string, string>();
  readonly #expectedAccept: string;
  #head = Buffer.alloc(0);

  constructor(url: URL, extraHeaders: Readonly<Record<string, string>>) {
    const key = randomBytes(16).toString('base64');
    this.#expectedAccept = createHash('sha1')
      .update(key + ACCEPT_SUFFIX)
      .digest('base64');
    const extra = Object.entries(extraHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
    const path = `${url.pathname.replace(/\/$/, '')}/socket.io/?EIO=4&transport=websocket`;
    this.request = Buffer.from(
      `GET ${path} HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n${extra.join('')}\r\n`,
    );
  }

  /**
   * Takes bytes of the answer; gives how many of them belonged to the head once it is whole, or -1 while it is not.
   * @throws HandshakeError when the answer is not a 101 for this request
   */
  read(chunk: Buffer, end: number): number {
    const before = this.#head.length;
    this.#head = Buffer.concat([this.#head, chunk.subarray(0, end)]);
    const headEnd = this.#head.indexOf('\r\n\r\n');
    if (headEnd === -1) {
      if (this.#head.length > HEAD_MAXIMUM) throw new HandshakeError(0, this.headers, 'no end of the answer head');
      return -1;
    }
    this.#parse(this.#head.toString('latin1', 0, headEnd));
    this.#head = Buffer.alloc(0);
    return headEnd + 4 - before;
  }

  #parse(head: string): void {
    const [statusLine = '', ...lines] = head.split('\r\n');
    for (const line of lines) {
      const colon = line.indexOf(':');
      this.headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
    const status = Number(statusLine.split(' ')[1] ?? 0);
    if (status !== 101) throw new HandshakeError(status, this.headers, `the upgrade was answered with "${statusLine}"`);
    if (this.headers.get('sec-websocket-accept') !== this.#expectedAccept) {
      throw new HandshakeError(status, this.headers, 'the upgrade was accepted for another key');
    }
  }
}
