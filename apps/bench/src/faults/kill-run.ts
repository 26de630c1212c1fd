import { setTimeout as delay } from 'node:timers/promises';
import type { Minimum } from '../checker/history.js';
import { findDatabaseProcesses, killDatabase } from '../lab/database-processes.js';
import type { Random } from '../clients/random.js';
import type { RunReport } from './report.js';
import { ServerProcess } from '../lab/server-process.js';
import { Stage } from '../lab/stage.js';
import { isTrueWithin } from '../clients/waiting.js';

export interface KillOptions {
  kills: number;
  clients: number;
  seed: number;
}

type Target = 'server' | 'postgres' | 'both';

interface Kill {
  target: Target;
  /** Load before the blow. */
  afterMs: number;
  /** How long the database is kept down, or the server stays away. */
  downMs: number;
}

interface Blow extends Kill {
  at: number;
  processes: number;
  acknowledgedBefore: number;
  acknowledgedDuring: number;
  refusedDuring: number;
  readyAfterMs: number;
  firstAckAfterMs: number;
}

const ROOMS = ['Hot', 'Quiet one', 'Quiet two', 'Quiet three'];
const TARGETS: Target[] = ['server', 'postgres', 'both'];
const RECOVERY_LIMIT_MS = 30_000;
/** Operations that must get through between two blows, so that each one hits a working system under load. */
const LOAD_BETWEEN = 30;

/** F1, F3 and F9: SIGKILL of the server, of every database process, and of all of them, under load, again and again. */
export async function runKills(options: KillOptions): Promise<RunReport> {
  const server = await ServerProcess.create();
  const stage = new Stage(server, options.seed);
  let isClean = false;
  try {
    await fillStage(stage, options.clients);
    const blows: Blow[] = [];
    for (const kill of drawKills(stage.random.fork('kills'), options.kills)) blows.push(await strike(stage, kill));
    const verdict = await stage.finish(() => findMinimums(stage, blows, options));
    isClean = verdict.isClean;
    return toReport(stage, blows, options, verdict);
  } finally {
    await stage.close();
    await server.dispose(!isClean);
  }
}

async function fillStage(stage: Stage<ServerProcess>, count: number): Promise<void> {
  for (let index = 1; index <= count; index += 1) await stage.addClient(`writer-${index}`);
  const [hot, ...others] = await stage.openRooms(ROOMS);
  if (hot === undefined) throw new Error('There is no room.');
  const random = stage.random.fork('rooms');
  for (const client of stage.clients) {
    for (const roomId of [hot, ...random.shuffle(others).slice(0, 2)]) client.follow(roomId);
  }
  await stage.waitForJoins();
  for (const client of stage.clients) stage.startWriting(client, { leastMs: 30, mostMs: 200 });
}

/** The three targets in turn, shuffled within each round. */
function drawKills(random: Random, count: number): Kill[] {
  const targets: Target[] = [];
  while (targets.length < count) targets.push(...random.shuffle(TARGETS));
  return targets
    .slice(0, count)
    .map((target) => ({ target, afterMs: random.whole(300, 2_000), downMs: random.whole(0, 1_500) }));
}

async function strike(stage: Stage<ServerProcess>, kill: Kill): Promise<Blow> {
  const { product: server, recorder } = stage;
  const before = recorder.totals.acknowledged;
  const isLoaded = await isTrueWithin(RECOVERY_LIMIT_MS, () => recorder.totals.acknowledged >= before + LOAD_BETWEEN);
  if (!isLoaded) recorder.unrecovered.push(`no load got through before the next blow (${kill.target})`);
  await delay(kill.afterMs);
  const acknowledgedBefore = recorder.totals.acknowledged;
  const at = Date.now();
  let processes = 0;
  if (kill.target !== 'server') processes += killDatabase(server.databaseFolder);
  if (kill.target !== 'postgres') {
    await server.kill();
    processes += 1;
  }
  if (kill.target !== 'server') processes += await keepDown(stage, kill.downMs);
  else await delay(kill.downMs);
  await recover(stage, kill.target);
  const readyAt = Date.now();
  const reached = recorder.totals.acknowledged;
  await isTrueWithin(RECOVERY_LIMIT_MS, () => recorder.totals.acknowledged > reached, 5);
  const firstAckAt = Date.now();
  return {
    ...kill,
    at,
    processes,
    acknowledgedBefore,
    acknowledgedDuring: stage.countAcknowledged(at, readyAt),
    refusedDuring: stage.countRefused(at, firstAckAt, 'unavailable'),
    readyAfterMs: readyAt - at,
    firstAckAfterMs: firstAckAt - at,
  };
}

/** Ends every database process that comes up within the time, and notes the times in which there was none. */
async function keepDown(stage: Stage<ServerProcess>, downMs: number): Promise<number> {
  const folder = stage.product.databaseFolder;
  const until = Date.now() + downMs;
  let killed = 0;
  let from: number | null = null;
  do {
    const seenAt = Date.now();
    if (findDatabaseProcesses(folder).length === 0) {
      from ??= seenAt;
      const open = stage.recorder.outages.at(-1);
      if (open?.from === from) open.to = seenAt;
      else stage.recorder.outages.push({ from, to: seenAt });
    } else {
      from = null;
      killed += killDatabase(folder);
    }
    await delay(10);
  } while (Date.now() < until);
  return killed;
}

async function recover(stage: Stage<ServerProcess>, target: Target): Promise<void> {
  const { product: server, recorder } = stage;
  if (target !== 'postgres') return restart(stage);
  if (!server.isRunning) recorder.unrecovered.push('the server died with its database');
  else if (await server.isReadyWithin(RECOVERY_LIMIT_MS)) return;
  else
    recorder.unrecovered.push(
      `the server was not ready ${RECOVERY_LIMIT_MS / 1_000} s after its database had died, and was restarted`,
    );
  if (server.isRunning) await server.kill();
  await restart(stage);
}

/** A start that fails is a finding; one more try lets the run go on and be judged. */
async function restart({ product: server, recorder }: Stage<ServerProcess>): Promise<void> {
  try {
    await server.start();
  } catch (error) {
    recorder.unrecovered.push(error instanceof Error ? error.message : String(error));
    if (server.isRunning) await server.kill();
    await server.start();
  }
}

function findMinimums(stage: Stage<ServerProcess>, blows: Blow[], options: KillOptions): Minimum[] {
  const { totals, refusals } = stage.recorder;
  const serverKills = blows.filter((blow) => blow.target !== 'postgres').length;
  const databaseKills = blows.filter((blow) => blow.target === 'postgres').length;
  return [
    {
      name: 'blows that ended a process',
      actual: blows.filter((blow) => blow.processes > 0).length,
      atLeast: options.kills,
    },
    { name: 'acknowledged', actual: totals.acknowledged, atLeast: options.kills * LOAD_BETWEEN },
    { name: 'reconnects', actual: totals.reconnects, atLeast: serverKills * Math.floor(options.clients / 2) },
    { name: 'catch-ups', actual: totals.catchUps, atLeast: serverKills },
    {
      name: 'refused as unavailable',
      actual: refusals.filter((refusal) => refusal.code === 'unavailable').length,
      atLeast: databaseKills,
    },
  ];
}

function toReport(
  stage: Stage<ServerProcess>,
  blows: Blow[],
  options: KillOptions,
  verdict: RunReport['verdict'],
): RunReport {
  const started = blows[0]?.at ?? 0;
  return {
    title: `kill -9 under load: ${options.kills} blows, ${options.clients} clients, ${ROOMS.length} rooms`,
    seed: options.seed,
    head: [
      '#',
      'target',
      'at s',
      'processes',
      'kept down ms',
      'acked before',
      'acked during',
      'refused',
      'ready ms',
      'first ack ms',
    ],
    rows: blows.map((blow, index) =>
      [
        index + 1,
        blow.target,
        ((blow.at - started) / 1_000).toFixed(1),
        blow.processes,
        blow.downMs,
        blow.acknowledgedBefore,
        blow.acknowledgedDuring,
        blow.refusedDuring,
        blow.readyAfterMs,
        blow.firstAckAfterMs,
      ].map(String),
    ),
    recorder: stage.recorder,
    verdict,
    dataDir: stage.product.dataDir,
  };
}
