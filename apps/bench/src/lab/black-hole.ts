import { Firewall } from './firewall.js';
import { hasOwnNetwork } from './own-network.js';
import type { LabNode } from './laboratory.js';

/** What becomes of a line: packets are swallowed, answered with a reset, or nobody listens. */
export type Cut = 'drop' | 'reset' | 'refuse';

const LONG_MS = 600_000;

/**
 * Cuts the lines of some nodes to what they depend on: by packet rules where there is a network of our own, else as far as
 * the line itself can play it.
 */
export class LineCut {
  private readonly firewall = hasOwnNetwork() ? new Firewall() : null;

  constructor(
    private readonly nodes: readonly LabNode[],
    private readonly to: 'toRedis' | 'toDatabase',
  ) {}

  cut(how: Cut): void {
    for (const node of this.nodes) {
      const line = node[this.to];
      if (how === 'refuse') line.strike({ kind: 'closed', forMs: LONG_MS });
      else if (this.firewall) this.firewall.add(line.port, { kind: how === 'drop' ? 'drop' : 'reject' });
      else if (how === 'drop') line.strike({ kind: 'silence', forMs: LONG_MS, thenReset: false });
      else line.strike({ kind: 'dark', forMs: LONG_MS });
    }
  }

  /** Swallows what goes over the connections that are open now, for good; new ones are well. Gives how many there are. */
  dropOpenConnections(): number {
    const ports = this.nodes.flatMap((node) => node[this.to].clientPorts);
    if (this.firewall) for (const port of ports) this.firewall.add(port, { kind: 'drop' });
    else for (const node of this.nodes) node[this.to].muteOpenConnections();
    return ports.length;
  }

  heal(): void {
    this.firewall?.clear();
    for (const node of this.nodes) node[this.to].heal();
  }
}
