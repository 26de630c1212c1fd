import net from 'node:net';

/** Bytes that went over the line, as TCP carries them. */
export interface LineBytes {
  toBrowser: number;
  toServer: number;
}

/** The one line between a browser and the server: counts what goes over it, and can be dead. */
export class CountingLine {
  readonly bytes: LineBytes = { toBrowser: 0, toServer: 0 };
  private readonly server: net.Server;
  private readonly sockets = new Set<net.Socket>();
  private isDead = false;

  constructor(private readonly targetPort: number) {
    this.server = net.createServer({ noDelay: true }, (browser) => this.accept(browser));
  }

  /** @returns the port that the browser is to use. */
  async open(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', resolve);
    });
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The line has no port.');
    return address.port;
  }

  /** Everything that is open breaks, and nobody gets through. */
  cut(): void {
    this.isDead = true;
    for (const socket of this.sockets) socket.destroy();
  }

  /** From now on it carries and counts anew. */
  mend(): void {
    this.isDead = false;
    Object.assign(this.bytes, { toBrowser: 0, toServer: 0 });
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private accept(browser: net.Socket): void {
    if (this.isDead) {
      browser.on('error', () => undefined);
      browser.resetAndDestroy();
      return;
    }
    const server = net.connect({ port: this.targetPort, host: '127.0.0.1', noDelay: true });
    const ends = [browser, server];
    for (const socket of ends) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        for (const end of ends) end.destroy();
      });
    }
    browser.on('data', (part: Buffer) => (this.bytes.toServer += part.length));
    server.on('data', (part: Buffer) => (this.bytes.toBrowser += part.length));
    browser.pipe(server).pipe(browser);
  }
}
