import { quantile, type Spread, spread } from '../load/statistics.js';
import { EmbeddedWork, repeat } from './work-process.js';
import { WorkStage } from './work-stage.js';

const PER_SECOND = 60;
const WARM_UP_SECONDS = 2;
export const modes = ['working', 'stopped', 'hanging', 'failing'] as const;
export type Mode = (typeof modes)[number];

export interface LatencyResult {
  /** Milliseconds of a send, by what the workers do, over the rounds. */
  p50: Record<Mode, Spread | null>;
  p99: Record<Mode, Spread | null>;
  /** p99 against working ones of the same round. */
  ratio: Record<Exclude<Mode, 'working'>, Spread | null>;
}

/** How often the worker is held, or killed, in modes where that happens. */
const HOLD_EVERY_MS = 100;
const KILL_EVERY_MS = 200;

/** Sends while workers work, are not there, hang, and die all the time; the order turns from round to round. */
export async function runLatency(
  databaseUrl: string,
  directory: string,
  rounds: number,
  seconds: number,
): Promise<LatencyResult> {
  const sorted: Record<Mode, number[][]> = { working: [], stopped: [], hanging: [], failing: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (let place = 0; place < modes.length; place += 1) {
      const mode = modes[(place + round) % modes.length] ?? 'working';
      const times = await sendIn(mode, databaseUrl, directory, seconds);
      sorted[mode].push(times.sort((left, right) => left - right));
    }
  }
  const at = (mode: Mode, share: number): number[] => sorted[mode].map((times) => quantile(times, share));
  const of = (share: number): Record<Mode, Spread | null> => ({
    working: spread(at('working', share)),
    stopped: spread(at('stopped', share)),
    hanging: spread(at('hanging', share)),
    failing: spread(at('failing', share)),
  });
  const ratio = (mode: Mode): Spread | null =>
    spread(at(mode, 0.99).map((value, round) => value / (at('working', 0.99)[round] ?? value)));
  return {
    p50: of(0.5),
    p99: of(0.99),
    ratio: { stopped: ratio('stopped'), hanging: ratio('hanging'), failing: ratio('failing') },
  };
}

/** A server of its own for each, so that none inherits what another left. */
async function sendIn(mode: Mode, databaseUrl: string, directory: string, seconds: number): Promise<number[]> {
  const isStopped = mode === 'stopped';
  const environment = { JOBS_DRIVER: 'embedded', JOBS_WORKER: isStopped ? 'off' : 'on' };
  const stage = await WorkStage.open(databaseUrl, directory, environment);
  const worker = new EmbeddedWork(() => stage.node.pid);
  const hold = async (): Promise<boolean> => {
    worker.hold();
    return true;
  };
  const disturbing =
    mode === 'hanging'
      ? repeat(HOLD_EVERY_MS, hold)
      : mode === 'failing'
        ? repeat(KILL_EVERY_MS, () => worker.kill())
        : null;
  try {
    await stage.send(PER_SECOND * WARM_UP_SECONDS, PER_SECOND);
    return await stage.send(PER_SECOND * seconds, PER_SECOND);
  } finally {
    await disturbing?.stop();
    await stage.close(true);
  }
}
