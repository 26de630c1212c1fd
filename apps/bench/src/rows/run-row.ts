import { setTimeout as delay } from 'node:timers/promises';
import type { Minimum } from '../checker/history.js';
import { isTrueWithin } from '../clients/waiting.js';
import { readDatabaseLogs } from '../lab/database-log.js';
import type { Laboratory } from '../lab/laboratory.js';
import { areCaughtUpWithin } from '../lab/final-logs.js';
import { Stage } from '../lab/stage.js';
import { defaultLoad, type Row, type RowReport, type RowRun } from './row.js';

/** Operations that get through before a row strikes, so that it hits a working system under load. */
const WARM_UP = 40;
const LIMIT_MS = 30_000;
const READY_LIMIT_MS = 60_000;

/** How a row is run. `healingLimitMs`: longest wait for everybody to know everything; absent: a generous one. */
export interface RowOptions {
  isLong: boolean;
  healingLimitMs?: number;
}

/** Runs one row in a laboratory: load, fault, healing, quiet, judgement. */
export async function runRow(row: Row, lab: Laboratory, seed: number, options: RowOptions): Promise<RowReport> {
  const startedAt = Date.now();
  const stage = new Stage(lab, seed, options.healingLimitMs);
  const minimums: Minimum[] = [];
  const figures: [string, number | string][] = [];
  const closing: (() => Promise<void>)[] = [];
  const run = makeRun(stage, lab, { minimums, figures, closing }, options.isLong);
  try {
    await fill(row, stage);
    if (!(await run.acknowledges(WARM_UP))) throw new Error(`${row.id}: no load got through before the fault.`);
    const before = stage.recorder.totals.acknowledged;
    await row.strike(run);
    const acknowledgedDuring = stage.recorder.totals.acknowledged - before;
    const repairMs = await measureRepair(stage, lab, options.healingLimitMs ?? READY_LIMIT_MS);
    const verdict = await stage.finish(() => minimums);
    return {
      row,
      seed,
      acknowledgedDuring,
      repairMs,
      tookMs: Date.now() - startedAt,
      figures,
      minimums,
      recorder: stage.recorder,
      anomalies: verdict.anomalies,
      ...(!verdict.isClean && { dataDir: lab.dataDir }),
    };
  } finally {
    await stage.close();
    for (const close of closing) await close();
  }
}

/** What a row puts down while it runs. */
interface Findings {
  minimums: Minimum[];
  figures: [string, number | string][];
  closing: (() => Promise<void>)[];
}

function makeRun(
  stage: Stage<Laboratory>,
  lab: Laboratory,
  { minimums, figures, closing }: Findings,
  isLong: boolean,
): RowRun {
  const { recorder } = stage;
  return {
    lab,
    stage,
    recorder,
    random: stage.random.fork('fault'),
    isLong,
    atLeast: (name, actual, least) => void minimums.push({ name, actual, atLeast: least }),
    atMost: (anomaly, what, actual, most) => void recorder.bounds.push({ anomaly, what, actual, most }),
    ackTimes: (from, to) =>
      recorder.sends
        .filter((send) => send.outcome === 'ok' && send.start >= from && send.start <= to)
        .map((send) => send.end - send.start)
        .sort((a, b) => a - b),
    note: (name, figure) => void figures.push([name, figure]),
    onClose: (close) => void closing.push(close),
    pause: (milliseconds) => delay(milliseconds),
    acknowledges: (count, limitMs = LIMIT_MS) => {
      const wanted = recorder.totals.acknowledged + count;
      return isTrueWithin(limitMs, () => recorder.totals.acknowledged >= wanted, 10);
    },
  };
}

/** People come in over the door; everybody follows the busy room and some of the others. */
async function fill(row: Row, stage: Stage<Laboratory>): Promise<void> {
  const load = { ...defaultLoad, ...row.load };
  for (let index = 1; index <= load.writers; index += 1) await stage.addClient(`writer-${index}`);
  for (let index = 1; index <= load.followers; index += 1) await stage.addClient(`follower-${index}`);
  const names = Array.from({ length: load.rooms }, (_unused, index) => `${row.id} ${stage.random.seed} ${index + 1}`);
  const [hot, ...others] = await stage.openRooms(names);
  if (hot === undefined) throw new Error('There is no room.');
  const random = stage.random.fork('rooms');
  for (const client of stage.clients) {
    for (const roomId of [hot, ...random.shuffle(others).slice(0, 2)]) client.follow(roomId);
  }
  await stage.waitForJoins();
  const { leastPauseMs: leastMs, mostPauseMs: mostMs, namingShare, isOnlySending } = load;
  const pace = { leastMs, mostMs, namingShare, isOnlySending };
  for (const client of stage.clients.slice(0, load.writers)) stage.startWriting(client, pace);
}

/** The load goes on meanwhile: what is waited for is everything that was stored when the fault ended. */
async function measureRepair(stage: Stage<Laboratory>, lab: Laboratory, limitMs: number): Promise<number> {
  const healedAt = Date.now();
  if (!(await lab.isReadyWithin(READY_LIMIT_MS)))
    stage.recorder.unrecovered.push(`not every node was ready ${READY_LIMIT_MS / 1_000} s after the fault`);
  const truth = await readDatabaseLogs(lab.databaseUrl(), stage.rooms);
  await areCaughtUpWithin(limitMs, stage.clients, truth);
  return Date.now() - healedAt;
}
