import net from 'node:net';

/** What can happen to a line: reset at once, silent both ways without a close, a few bytes at a time, dark (nobody answers). */
export type LineFault =
  | { kind: 'reset' }
  | { kind: 'silence'; forMs: number; thenReset: boolean }
  | { kind: 'trickle'; forMs: number; bytesPerTick: number }
  | { kind: 'dark'; forMs: number };

type Mode = { kind: 'pass' } | { kind: 'silence' } | { kind: 'trickle'; bytesPerTick: number };

const TICK_MS = 50;
/** Bytes kept per direction before the sender is held back. */
const LARGEST_QUEUE = 64 * 1024;
const PASS: Mode = { kind: 'pass' };

/** A TCP line to the server for one client that can be disturbed; everything it opened is closed with it. */
export class TcpProxy {
  private readonly server: net.Server;
  private readonly pairs = new Set<LinePair>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private mode: Mode = PASS;
  private isDark = false;
  /** Connections that were open when a fault struck. */
  struck = 0;

  constructor(private readonly targetPort: number) {
    this.server = net.createServer({ noDelay: true, allowHalfOpen: true }, (client) => this.accept(client));
  }

  async open(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', resolve);
    });
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
    return address.port;
  }

  /** Disturbs the line; a timed fault ends by itself, a new one replaces it. */
  strike(fault: LineFault): void {
    this.heal();
    this.struck += this.pairs.size;
    if (fault.kind === 'reset') return this.resetAll();
    if (fault.kind === 'dark') {
      this.isDark = true;
      this.resetAll();
    } else {
      this.setMode(
        fault.kind === 'silence' ? { kind: 'silence' } : { kind: 'trickle', bytesPerTick: fault.bytesPerTick },
      );
    }
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      if (fault.kind === 'silence' && fault.thenReset) this.resetAll();
      this.heal();
    }, fault.forMs);
    this.timers.add(timer);
  }

  /** Ends what is going on; bytes that were held back go on their way. */
  heal(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.isDark = false;
    this.setMode(PASS);
  }

  async close(): Promise<void> {
    this.heal();
    this.resetAll();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private accept(client: net.Socket): void {
    if (this.isDark) {
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const server = net.connect({ port: this.targetPort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const pair = new LinePair(client, server, (closed) => this.pairs.delete(closed));
    pair.setMode(this.mode);
    this.pairs.add(pair);
  }

  private setMode(mode: Mode): void {
    this.mode = mode;
    for (const pair of this.pairs) pair.setMode(mode);
  }

  private resetAll(): void {
    for (const pair of [...this.pairs]) pair.reset();
  }
}

/** One accepted connection and the one to the server behind it. */
class LinePair {
  private readonly directions: Direction[];

  constructor(
    private readonly client: net.Socket,
    private readonly server: net.Socket,
    private readonly onClose: (pair: LinePair) => void,
  ) {
    this.directions = [new Direction(client, server), new Direction(server, client)];
    for (const socket of [client, server]) {
      socket.on('error', () => this.reset());
      socket.on('close', () => this.end());
    }
  }

  setMode(mode: Mode): void {
    for (const direction of this.directions) direction.setMode(mode);
  }

  reset(): void {
    for (const socket of [this.client, this.server]) {
      if (!socket.destroyed) socket.resetAndDestroy();
    }
    this.end();
  }

  /** One side is closed: what the other one still had to say goes nowhere. */
  private end(): void {
    for (const direction of this.directions) direction.stop();
    for (const socket of [this.client, this.server]) {
      if (!socket.destroyed) socket.destroy();
    }
    this.onClose(this);
  }
}

/** Bytes on their way from one socket to the other. */
class Direction {
  private queue: Buffer[] = [];
  private queued = 0;
  private mode: Mode = PASS;
  private hasEnded = false;
  private ticker: NodeJS.Timeout | null = null;

  constructor(
    private readonly from: net.Socket,
    private readonly to: net.Socket,
  ) {
    from.on('data', (part: Buffer) => this.take(part));
    from.on('end', () => {
      this.hasEnded = true;
      this.flush();
    });
    to.on('drain', () => this.flush());
  }

  setMode(mode: Mode): void {
    this.mode = mode;
    this.stop();
    if (mode.kind === 'trickle') this.ticker = setInterval(() => this.write(mode.bytesPerTick), TICK_MS);
    this.flush();
  }

  stop(): void {
    if (this.ticker) clearInterval(this.ticker);
    this.ticker = null;
  }

  private take(part: Buffer): void {
    this.queue.push(part);
    this.queued += part.length;
    this.flush();
    if (this.queued > LARGEST_QUEUE) this.from.pause();
  }

  private flush(): void {
    if (this.mode.kind === 'pass') this.write(Number.POSITIVE_INFINITY);
  }

  private write(most: number): void {
    let left = most;
    while (left > 0 && !this.to.destroyed && !this.to.writableNeedDrain) {
      const part = this.queue.shift();
      if (!part) break;
      const now = part.length <= left ? part : part.subarray(0, left);
      if (now.length < part.length) this.queue.unshift(part.subarray(now.length));
      this.to.write(now);
      this.queued -= now.length;
      left -= now.length;
    }
    if (this.queued <= LARGEST_QUEUE) this.from.resume();
    if (this.hasEnded && this.queued === 0 && !this.to.destroyed) this.to.end();
  }
}
