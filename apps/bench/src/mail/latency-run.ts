import { delay } from '../load/waiting.js';
import { quantile, type Spread, spread } from '../load/statistics.js';
import type { MailStage, Reader } from './mail-stage.js';

const PER_SECOND = 60;
const WARM_UP_SECONDS = 2;
const modes = ['accept', 'hang', 'throttle'] as const;
export type Mode = (typeof modes)[number];

export interface LatencyResult {
  /** Milliseconds of a send that names somebody, by mode, over the rounds. */
  p50: Record<Mode, Spread | null>;
  p99: Record<Mode, Spread | null>;
  /** p99 against the healthy provider of the same round. */
  ratio: Record<Exclude<Mode, 'accept'>, Spread | null>;
}

/** Sends messages that name people while the provider is healthy, hangs, and refuses; the order turns from round to round. */
export async function runLatency(stage: MailStage, rounds: number, seconds: number): Promise<LatencyResult> {
  const [roomId = ''] = await stage.openRooms(1);
  const sorted: Record<Mode, number[][]> = { accept: [], hang: [], throttle: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (let place = 0; place < modes.length; place += 1) {
      const mode = modes[(place + round) % modes.length] ?? 'accept';
      // Somebody new each time, so that every mention has a mail that is due at once.
      const readers = await stage.addReaders(PER_SECOND * (seconds + WARM_UP_SECONDS), [roomId]);
      await stage.provider.treatAll(mode);
      await send(stage, roomId, readers.slice(0, PER_SECOND * WARM_UP_SECONDS));
      const times = await send(stage, roomId, readers.slice(PER_SECOND * WARM_UP_SECONDS));
      sorted[mode].push(times.sort((left, right) => left - right));
    }
  }
  const at = (mode: Mode, share: number): number[] => sorted[mode].map((times) => quantile(times, share));
  const ratio = (mode: Mode): Spread | null =>
    spread(at(mode, 0.99).map((value, round) => value / (at('accept', 0.99)[round] ?? value)));
  const of = (share: number): Record<Mode, Spread | null> => ({
    accept: spread(at('accept', share)),
    hang: spread(at('hang', share)),
    throttle: spread(at('throttle', share)),
  });
  return { p50: of(0.5), p99: of(0.99), ratio: { hang: ratio('hang'), throttle: ratio('throttle') } };
}

/** At a steady pace, whether or not the last one was answered. */
async function send(stage: MailStage, roomId: string, readers: readonly Reader[]): Promise<number[]> {
  const startedAt = performance.now();
  return Promise.all(
    readers.map(async ({ handle }, turn) => {
      await delay(Math.max(0, startedAt + (turn * 1_000) / PER_SECOND - performance.now()));
      return (await stage.name(roomId, handle, turn)).ms;
    }),
  );
}
