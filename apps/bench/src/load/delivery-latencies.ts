import { type Percentiles, Samples } from './statistics.js';

/** Latencies of deliveries, and apart those from a sender on one node to a receiver on another. */
export class DeliveryLatencies {
  readonly #all = new Samples();
  readonly #crossing = new Samples();

  /** Senders of a room are spread over the nodes in turn, as all its members are. */
  constructor(
    private readonly sendersPerRoom: number,
    private readonly nodes: number,
  ) {}

  add(node: number, sender: number, latency: number): void {
    this.#all.add(latency);
    if ((sender % this.sendersPerRoom) % this.nodes !== node) this.#crossing.add(latency);
  }

  percentiles(): { deliveryLatency: Percentiles; crossingLatency: Percentiles } {
    return { deliveryLatency: this.#all.percentiles(), crossingLatency: this.#crossing.percentiles() };
  }
}
