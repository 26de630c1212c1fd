import type { LoadJob } from '../load/jobs.js';
import { generateWithCpu } from './generate.js';
import { toRecord, type RunRecord } from './records.js';
import type { loadScenarios } from './scenarios.js';
import type { RunningTarget } from './targets.js';

const WARM_UP_SECONDS = 1.5;
const DRAIN_SECONDS = 15;
const OVERHEAD_SECONDS = 90;

type LoadScenario = (typeof loadScenarios)[string];

/** Runs one scenario of messages once on one server. */
export async function runLoad(
  name: string,
  scenario: LoadScenario,
  target: RunningTarget,
  round: number,
  seconds: number,
): Promise<RunRecord> {
  const { rooms, membersPerRoom, publishersPerRoom, pace } = scenario;
  const place = await target.place(rooms * membersPerRoom, rooms);
  const job: LoadJob = {
    kind: 'load',
    url: target.url,
    ...place,
    membersPerRoom,
    publishersPerRoom,
    pace,
    warmUpSeconds: WARM_UP_SECONDS,
    seconds,
    drainSeconds: DRAIN_SECONDS,
    killAfterAcknowledged: 0,
  };
  const { result, serverCpu } = await generateWithCpu<'load'>(job, target.pid, seconds + OVERHEAD_SECONDS);
  return toRecord(name, round, target.name, result, serverCpu);
}
