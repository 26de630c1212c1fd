import type { HoldJob, HoldResult } from '../load/jobs.js';
import { delay } from '../load/waiting.js';
import { generate } from './generate.js';
import { settledMemory } from './memory.js';
import { cpuSeconds, residentBytes } from './processes.js';
import type { RunRecord } from './records.js';
import type { RunningTarget } from './targets.js';

const IDLE_CONNECTIONS = 4_000;
const WARM_UP_CONNECTIONS = 100;
const STORM_CONNECTIONS = 2_000;
const STABLE_CONNECTIONS = 10_000;
/** Longer than Socket.IO's ping interval of 25 s, so that every connection has to answer one. */
const STABLE_SECONDS = 32;
const ROOM_SIZE = 100;
const CONCURRENCY = 64;
const LIMIT_SECONDS = 240;
const PROBES = 100;

function record(
  scenario: string,
  round: number,
  target: RunningTarget,
  result: HoldResult,
  values: Record<string, number>,
): RunRecord {
  return {
    scenario,
    round,
    target: target.name,
    values: { opened: result.opened, failed: result.failed, disconnects: result.disconnects, ...values },
    ...(result.firstFailure === null ? {} : { note: result.firstFailure }),
  };
}

/** Guests and the rooms that they join. */
export interface Place {
  tokens: string[];
  rooms: string[];
}

function takePlace(target: RunningTarget, connections: number): Promise<Place> {
  return target.place(connections, Math.ceil(connections / ROOM_SIZE));
}

function buildJob(target: RunningTarget, place: Place, connections: number, probes: number): HoldJob {
  return { kind: 'hold', url: target.url, ...place, connections, joins: true, concurrency: CONCURRENCY, probes };
}

/** The guests of the memory runs, made on another process than the one that is measured: making them leaves slack in the heap. */
export function takeIdlePlace(target: RunningTarget): Promise<Place> {
  return takePlace(target, IDLE_CONNECTIONS);
}

/** Resident memory of one idle connection that is in a room, from 4,000 open ones on a server that has just started. */
export async function runIdle(target: RunningTarget, round: number, place: Place): Promise<RunRecord> {
  const warmUp = buildJob(target, place, WARM_UP_CONNECTIONS, 0);
  const job = buildJob(target, place, IDLE_CONNECTIONS, 0);
  await generate<'hold'>(warmUp, { limitSeconds: LIMIT_SECONDS, onPhase: (_phase, release) => release() });
  await delay(1_000);
  const before = await settledMemory(target);
  let measured = Promise.resolve(before);
  const result = await generate<'hold'>(job, {
    limitSeconds: LIMIT_SECONDS,
    onPhase: (phase, release) => {
      if (phase !== 'held') return;
      measured = settledMemory(target);
      void measured.then(release, release);
    },
  });
  const after = await measured;
  const opened = Math.max(1, result.opened);
  return record('idle', round, target, result, {
    bytesPerConnection: (after.resident - before.resident) / opened,
    liveBytesPerConnection: (after.live - before.live) / opened,
    residentBefore: before.resident,
  });
}

/** Connections that sign in and join a room, as fast as the server takes them. */
export async function runStorm(target: RunningTarget, round: number): Promise<RunRecord> {
  const job = buildJob(target, await takePlace(target, STORM_CONNECTIONS), STORM_CONNECTIONS, 0);
  const result = await generate<'hold'>(job, { limitSeconds: LIMIT_SECONDS, onPhase: (_phase, release) => release() });
  // The leaving of two thousand must not be counted into whatever is measured next.
  await delay(1_000);
  return record('storm', round, target, result, { joinsPerSecond: result.opened / result.openSeconds });
}

/** Ten thousand connections on one process, held over a ping interval, then probed with messages. */
export async function runConnections(target: RunningTarget, round: number): Promise<RunRecord> {
  const job = buildJob(target, await takePlace(target, STABLE_CONNECTIONS), STABLE_CONNECTIONS, PROBES);
  let cpuAtStart: number | null = null;
  let resident = 0;
  let idleCpu = 0;
  const result = await generate<'hold'>(job, {
    limitSeconds: LIMIT_SECONDS,
    onPhase: (phase, release) => {
      if (phase !== 'held') return;
      cpuAtStart = target.pid === null ? null : cpuSeconds(target.pid);
      void delay(STABLE_SECONDS * 1000).then(() => {
        const cpu = target.pid === null ? null : cpuSeconds(target.pid);
        if (cpu !== null && cpuAtStart !== null) idleCpu = (cpu - cpuAtStart) / STABLE_SECONDS;
        resident = target.pid === null ? 0 : (residentBytes(target.pid) ?? 0);
        release();
      });
    },
  });
  const { probesExpected, probesReceived } = result;
  return record('conns', round, target, result, {
    probesExpected,
    probesReceived,
    residentBytes: resident,
    idleCpu,
    openSeconds: result.openSeconds,
  });
}
