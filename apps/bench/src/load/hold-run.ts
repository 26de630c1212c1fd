import { EngineClient } from './engine-client.js';
import { mapBounded } from './guests.js';
import type { HoldJob, HoldResult, Report } from './jobs.js';
import { joinRoom } from './members.js';
import { MessageNames } from './message-name.js';
import { benchText } from './publisher.js';
import { waitUntil } from './waiting.js';

const PROBE_LIMIT_MS = 15_000;
const CONNECT_LIMIT_MS = 20_000;

/** Opens many connections, says so, holds them until released, and then looks whether all of them still work. */
export class HoldRun {
  readonly #job: HoldJob;
  readonly #report: (report: Report) => void;
  readonly #released: Promise<void>;
  readonly #clients: EngineClient[] = [];
  #failed = 0;
  #firstFailure: string | null = null;
  #disconnects = 0;
  #probesReceived = 0;
  #isOver = false;

  /** @param released settles when the connections are not needed any more */
  constructor(job: HoldJob, report: (report: Report) => void, released: Promise<void>) {
    this.#job = job;
    this.#report = report;
    this.#released = released;
  }

  async run(): Promise<HoldResult> {
    const startedAt = performance.now();
    await mapBounded(this.#job.connections, this.#job.concurrency, (index) => this.#open(index));
    const openSeconds = (performance.now() - startedAt) / 1000;
    this.#report({ type: 'phase', phase: 'held' });
    await this.#released;
    const probesExpected = await this.#probe();
    this.#isOver = true;
    const disconnects = this.#disconnects;
    for (const client of this.#clients) client.cut();
    return {
      kind: 'hold',
      opened: this.#job.connections - this.#failed,
      failed: this.#failed,
      firstFailure: this.#firstFailure,
      openSeconds,
      disconnects,
      probesExpected,
      probesReceived: this.#probesReceived,
    };
  }

  async #open(index: number): Promise<void> {
    const { url, tokens, rooms, joins } = this.#job;
    try {
      const client = await EngineClient.connect({
        url,
        token: tokens[index % Math.max(1, tokens.length)],
        connectTimeoutMs: CONNECT_LIMIT_MS,
        onEventBytes: (bytes, start) => this.#count(bytes, start),
        onClose: () => {
          if (!this.#isOver) this.#disconnects += 1;
        },
      });
      this.#clients.push(client);
      if (joins) await joinRoom(client, rooms[index % rooms.length] ?? '');
    } catch (error) {
      this.#failed += 1;
      this.#firstFailure ??= error instanceof Error ? error.message : String(error);
    }
  }

  #count(bytes: Buffer, start: number): boolean {
    if (bytes.toString('latin1', start, start + 19) === '42["message:created') this.#probesReceived += 1;
    return true;
  }

  /** Sends a few messages into each room from connections spread over all; every member of the room has to get them. */
  async #probe(): Promise<number> {
    const { probes, rooms, joins } = this.#job;
    if (probes === 0 || !joins || this.#failed > 0) return 0;
    const names = new MessageNames();
    let expected = 0;
    for (let probe = 0; probe < probes; probe += 1) {
      const room = probe % rooms.length;
      const client = this.#clients[(probe * 37 * rooms.length + room) % this.#clients.length];
      const roomId = rooms[room] ?? '';
      const clientMessageId = names.build(probe, 1);
      const answer = await client?.request(
        'message:send',
        { roomId, clientMessageId, text: benchText },
        PROBE_LIMIT_MS,
      );
      if (typeof answer === 'object' && answer !== null && 'data' in answer) {
        expected += Math.floor((this.#clients.length - room - 1) / rooms.length) + 1;
      }
    }
    await waitUntil(() => this.#probesReceived >= expected, PROBE_LIMIT_MS);
    return expected;
  }
}
