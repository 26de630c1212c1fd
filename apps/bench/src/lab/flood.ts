import type { ChatClient } from '../clients/chat-client.js';

const TEXT = 'tertulia '.repeat(700).trim();
/** Sends under way at once. */
const LANES = 2;

/** Large messages into one room, one after the other in a few lanes, until it is stopped. */
export class Flood {
  private readonly lanes: Promise<void>[];
  private isStopped = false;
  /** Acknowledged so far. */
  sent = 0;

  constructor(
    private readonly client: ChatClient,
    private readonly roomId: string,
  ) {
    this.lanes = Array.from({ length: LANES }, (_unused, lane) => this.run(lane));
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await Promise.all(this.lanes);
  }

  private async run(lane: number): Promise<void> {
    for (let index = 0; !this.isStopped; index += 1) {
      const settled = await this.client.send(this.roomId, `${lane}.${index} ${TEXT}`);
      if (settled.outcome === 'ok') this.sent += 1;
    }
  }
}
