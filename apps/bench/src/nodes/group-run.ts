import type { LoadJob, LoadResult } from '../load/jobs.js';
import { generate } from '../report/generate.js';
import { cpuSeconds } from '../report/processes.js';
import type { Group } from './group.js';

const WARM_UP_SECONDS = 1.5;
const DRAIN_SECONDS = 15;
const OVERHEAD_SECONDS = 90;
const CUT_MS = 300;

/** Messages into rooms whose members are spread over the nodes. */
export interface GroupLoad {
  rooms: number;
  membersPerRoom: number;
  publishersPerRoom: number;
  pace: LoadJob['pace'];
}

/** What a group did with a load. */
export interface GroupResult {
  deliveriesPerSecond: number;
  deliveriesPerCpuSecond: number;
  acknowledgementP99: number;
  /** Latencies at a fixed rate: of all receivers, and of those on another node than the sender. */
  p50: number;
  p99: number;
  crossingP50: number;
  crossingP99: number;
  worst: number;
  lost: number;
  doubled: number;
  generatorCpu: number;
}

/** Runs a load once on a group; with `isCut` the second node's line to Redis is cut in the middle, for 300 ms. */
export async function runGroup(group: Group, load: GroupLoad, seconds: number, isCut = false): Promise<GroupResult> {
  const { rooms, membersPerRoom, publishersPerRoom, pace } = load;
  const place = await group.place(rooms * membersPerRoom, rooms);
  const job: LoadJob = {
    kind: 'load',
    url: group.urls[0] ?? '',
    urls: group.urls,
    ...place,
    membersPerRoom,
    publishersPerRoom,
    pace,
    warmUpSeconds: WARM_UP_SECONDS,
    seconds,
    drainSeconds: DRAIN_SECONDS,
    killAfterAcknowledged: 0,
  };
  const marks: { cpu: number }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const onPhase = (phase: string): void => {
    marks.push({ cpu: group.pids.reduce((sum, pid) => sum + (cpuSeconds(pid) ?? 0), 0) });
    if (!isCut || phase !== 'window-start') return;
    const cut = (): void => group.lines[1]?.strike({ kind: 'dark', forMs: CUT_MS });
    timer = setTimeout(cut, (seconds * 1000) / 2);
  };
  try {
    const result = await generate<'load'>(job, { limitSeconds: seconds + OVERHEAD_SECONDS, onPhase });
    return toResult(result, (marks[1]?.cpu ?? 0) - (marks[0]?.cpu ?? 0));
  } finally {
    clearTimeout(timer);
  }
}

function toResult(result: LoadResult, cpu: number): GroupResult {
  if (result.firstRefusal !== null) throw new Error(`a message was refused: ${result.firstRefusal}`);
  return {
    deliveriesPerSecond: result.deliveriesPerSecond,
    deliveriesPerCpuSecond: (result.deliveriesPerSecond * result.seconds) / cpu,
    acknowledgementP99: result.acknowledgementLatency.p99,
    p50: result.deliveryLatency.p50,
    p99: result.deliveryLatency.p99,
    crossingP50: result.crossingLatency.p50,
    crossingP99: result.crossingLatency.p99,
    worst: result.deliveryLatency.max,
    lost: result.lost,
    doubled: result.doubled,
    generatorCpu: result.generatorCpu,
  };
}
