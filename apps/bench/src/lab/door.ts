import net from 'node:net';

/** Where a connection may be led. */
export interface Target {
  name: string;
  port: number;
}

const PROBE_EVERY_MS = 300;

/**
 * The balancer of the laboratory: takes connections on one port and leads each to the next target that is ready, as a load
 * balancer does that asks every target for its health.
 */
export class Door {
  private readonly server: net.Server;
  private readonly clients = new Set<net.Socket>();
  private readonly unready = new Set<string>();
  private readonly timer: NodeJS.Timeout;
  private turn = 0;
  /** Connections led to each target so far. */
  readonly led = new Map<string, number>();

  /** @param isReady asks a target for its health. */
  constructor(
    private readonly targets: readonly Target[],
    private readonly isReady: (target: Target) => Promise<boolean>,
  ) {
    this.server = net.createServer({ noDelay: true }, (client) => {
      this.clients.add(client);
      client.on('close', () => this.clients.delete(client));
      client.on('error', () => undefined);
      this.lead(client, this.targets.length);
    });
    this.timer = setInterval(() => void this.probe(), PROBE_EVERY_MS);
  }

  async open(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', resolve);
    });
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The door has no port.');
    return address.port;
  }

  /** Resets every connection there is, and gives how many there were. */
  cutAll(): number {
    const count = this.clients.size;
    for (const client of this.clients) client.resetAndDestroy();
    return count;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const client of this.clients) client.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async probe(): Promise<void> {
    await Promise.all(
      this.targets.map(async (target) => {
        if (await this.isReady(target)) this.unready.delete(target.name);
        else this.unready.add(target.name);
      }),
    );
  }

  private lead(client: net.Socket, tries: number): void {
    const target = this.nextTarget();
    if (!target || tries === 0) {
      client.resetAndDestroy();
      return;
    }
    const server = net.connect({ port: target.port, host: '127.0.0.1', noDelay: true });
    server.once('error', () => {
      this.unready.add(target.name);
      this.lead(client, tries - 1);
    });
    server.once('connect', () => {
      server.removeAllListeners('error');
      this.led.set(target.name, (this.led.get(target.name) ?? 0) + 1);
      this.join(client, server);
    });
  }

  /** Ready ones in turn; all of them when none says that it is. */
  private nextTarget(): Target | undefined {
    const ready = this.targets.filter((target) => !this.unready.has(target.name));
    const choice = ready.length > 0 ? ready : this.targets;
    this.turn += 1;
    return choice[this.turn % choice.length];
  }

  private join(client: net.Socket, server: net.Socket): void {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  }
}
