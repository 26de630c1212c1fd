import net from 'node:net';

/** One publication as Redis pushes it to a subscriber: an array of three bulk strings, the first of them `message`. */
const PUBLICATION = Buffer.from('*3\r\n$7\r\nmessage\r\n');
const LINE_END = Buffer.from('\r\n');

/** A line from one node to Redis on which single publications can be lost; all else passes unchanged. */
export class LosingLine {
  private readonly sockets = new Set<net.Socket>();
  private toLose = 0;
  /** Publications that never arrived. */
  lost = 0;

  private constructor(
    private readonly server: net.Server,
    readonly url: string,
  ) {}

  static async open(redisUrl: string): Promise<LosingLine> {
    const { port } = new URL(redisUrl);
    const server = net.createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The line has no port.');
    const line = new LosingLine(server, `redis://127.0.0.1:${address.port}`);
    server.on('connection', (client) => line.accept(client, Number(port)));
    return line;
  }

  /** The next publications do not arrive. */
  lose(count: number): void {
    this.toLose += count;
  }

  heal(): void {
    this.toLose = 0;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private accept(client: net.Socket, port: number): void {
    const redis = net.connect({ port, host: '127.0.0.1', noDelay: true });
    const ends = [client, redis];
    for (const socket of ends) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        for (const end of ends) end.destroy();
      });
    }
    client.on('data', (part: Buffer) => redis.write(part));
    let kept: Buffer = Buffer.alloc(0);
    redis.on('data', (part: Buffer) => {
      kept = this.pass(Buffer.concat([kept, part]), client);
    });
  }

  /** @returns the beginning of a publication whose end has not come yet. */
  private pass(bytes: Buffer, client: net.Socket): Buffer {
    // Only a subscriber's connection pushes, and nothing else comes on it in between.
    while (bytes.length > 0) {
      const begin = bytes.subarray(0, PUBLICATION.length);
      if (!begin.equals(PUBLICATION.subarray(0, begin.length))) break;
      const end = endOfPublication(bytes);
      if (end === undefined) return bytes;
      if (this.toLose > 0) {
        this.toLose -= 1;
        this.lost += 1;
      } else client.write(bytes.subarray(0, end));
      bytes = bytes.subarray(end);
    }
    if (bytes.length > 0) client.write(bytes);
    return Buffer.alloc(0);
  }
}

/** Where the publication at the beginning ends, once all of it is there. */
function endOfPublication(bytes: Buffer): number | undefined {
  let at = PUBLICATION.length;
  for (let part = 0; part < 2; part += 1) {
    const lineEnd = bytes.indexOf(LINE_END, at);
    if (lineEnd < 0) return undefined;
    at = lineEnd + 2 * LINE_END.length + Number(bytes.subarray(at + 1, lineEnd));
  }
  return at <= bytes.length ? at : undefined;
}
