import net from 'node:net';

/**
 * What can happen to a line: reset at once, silent both ways without a close, a few bytes at a time, dark (taken and reset
 * at once), closed (no port that listens).
 */
export type LineFault =
  | { kind: 'reset' }
  | { kind: 'silence'; forMs: number; thenReset: boolean }
  | { kind: 'trickle'; forMs: number; bytesPerTick: number }
  | { kind: 'dark'; forMs: number }
  | { kind: 'closed'; forMs: number };

/** Looks at what the server says on one connection, and gives what of it goes on. */
export interface LineFilter {
  pass(part: Buffer): Buffer[];
}

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
  private isOpen = false;
  /** Where clients come in; 0 before it is open. */
  port = 0;
  /** Connections that were open when a fault struck. */
  struck = 0;

  /** @param makeFilter gives each connection a filter of its own. */
  constructor(
    private readonly targetPort: number,
    private readonly makeFilter?: () => LineFilter,
  ) {
    this.server = net.createServer({ noDelay: true, allowHalfOpen: true }, (client) => this.accept(client));
  }

  async open(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', resolve);
    });
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
    this.isOpen = true;
    this.port = address.port;
    return address.port;
  }

  /** The ports from which clients are connected now. */
  get clientPorts(): number[] {
    return [...this.pairs].flatMap(({ clientPort }) => clientPort ?? []);
  }

  /** Disturbs the line; a timed fault ends by itself, a new one replaces it. */
  strike(fault: LineFault): void {
    this.heal();
    this.struck += this.pairs.size;
    if (fault.kind === 'reset') return this.resetAll();
    if (fault.kind === 'dark') {
      this.isDark = true;
      this.resetAll();
    } else if (fault.kind === 'closed') {
      this.server.close();
      this.isOpen = false;
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

  /** Silences the connections that are open now, for good; new ones are well. */
  muteOpenConnections(): void {
    this.struck += this.pairs.size;
    for (const pair of this.pairs) pair.setMode({ kind: 'silence' });
  }

  /** Ends what is going on; bytes that were held back go on their way. */
  heal(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.isDark = false;
    if (!this.isOpen && this.port > 0) {
      this.server.listen(this.port, '127.0.0.1');
      this.isOpen = true;
    }
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
    const pair = new LinePair(client, server, this.makeFilter?.(), (closed) => this.pairs.delete(closed));
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
    filter: LineFilter | undefined,
    private readonly onClose: (pair: LinePair) => void,
  ) {
    this.directions = [new Direction(client, server), new Direction(server, client, filter)];
    for (const socket of [client, server]) {
      socket.on('error', () => this.reset());
      socket.on('close', () => this.end());
    }
  }

  get clientPort(): number | undefined {
    return this.client.remotePort;
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
    private readonly filter?: LineFilter,
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
    for (const kept of this.filter?.pass(part) ?? [part]) {
      this.queue.push(kept);
      this.queued += kept.length;
    }
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
