import { setTimeout as delay } from 'node:timers/promises';
import type { ChatClient } from '../clients/chat-client.js';
import type { LabNode } from '../lab/laboratory.js';
import { quantile } from '../load/statistics.js';
import type { RowRun } from './row.js';

const PAUSE_MS = 10;

/** Somebody on one node, not through the door, who writes into the busy room and times each acknowledgement. */
export class AckProbe {
  private readonly times: { start: number; tookMs: number }[] = [];
  private isStopped = false;
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly client: ChatClient,
    private readonly roomId: string,
  ) {}

  static async start(run: RowRun, node: LabNode): Promise<AckProbe> {
    const client = await run.stage.addClient(`probe on ${node.name}`, node.process.url);
    const [roomId = ''] = run.stage.rooms;
    client.follow(roomId);
    await run.stage.waitForJoins();
    const probe = new AckProbe(client, roomId);
    probe.writing = probe.write();
    return probe;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.writing;
  }

  /** How long each send took that began between two moments. */
  between(from: number, to: number): number[] {
    return this.times.filter(({ start }) => start >= from && start < to).map(({ tookMs }) => tookMs);
  }

  private async write(): Promise<void> {
    for (let count = 1; !this.isStopped; count += 1) {
      const start = Date.now();
      await this.client.send(this.roomId, `${this.client.name} ${count}`);
      this.times.push({ start, tookMs: Date.now() - start });
      await delay(PAUSE_MS);
    }
  }
}

/** The time that 99 of 100 sends did not exceed. */
export function p99(times: readonly number[]): number {
  return quantile(
    [...times].sort((a, b) => a - b),
    0.99,
  );
}
