import { setTimeout as delay } from 'node:timers/promises';
import type { Minimum } from '../checker/history.js';
import type { Verdict } from '../checker/judge.js';
import type { Random } from '../clients/random.js';
import type { RunReport } from './report.js';
import { ServerProcess } from '../lab/server-process.js';
import { Stage } from '../lab/stage.js';
import { type LineFault, TcpProxy } from '../lab/tcp-proxy.js';

export interface CutOptions {
  seconds: number;
  clients: number;
  seed: number;
}

interface Strike {
  atMs: number;
  client: number;
  fault: LineFault;
}

const WRITERS = 6;
const ROOMS = ['Cut', 'Cut and quiet'];
const MEAN_PAUSE_MS = 120;
/** Share of the run for which one client is away, long enough to miss more than one answer of changes can hold. */
const AWAY_SHARE = 0.5;

/** F19 and its kin: clients whose lines are reset, silenced, slowed and darkened at random while others write. */
export async function runCuts(options: CutOptions): Promise<RunReport> {
  const server = await ServerProcess.create();
  const stage = new Stage(server, options.seed);
  const lines: TcpProxy[] = [];
  let isClean = false;
  try {
    await fillStage(stage, lines, options.clients);
    const before = stage.recorder.totals.acknowledged;
    const startedAt = Date.now();
    const strikes = drawStrikes(stage.random.fork('cuts'), options);
    await playStrikes(strikes, lines, startedAt, options.seconds * 1_000);
    const during = stage.recorder.totals.acknowledged - before;
    for (const line of lines) line.heal();
    const verdict = await stage.finish(() => findMinimums(stage, strikes, lines, during, options));
    isClean = verdict.isClean;
    return toReport(stage, strikes, during, options, verdict);
  } finally {
    await stage.close();
    await server.dispose(!isClean);
    await Promise.all(lines.map((line) => line.close()));
  }
}

async function fillStage(stage: Stage<ServerProcess>, lines: TcpProxy[], count: number): Promise<void> {
  for (let index = 1; index <= WRITERS; index += 1) await stage.addClient(`writer-${index}`);
  for (let index = 1; index <= count; index += 1) {
    const line = new TcpProxy(stage.product.port);
    lines.push(line);
    await stage.addClient(`cut-${index}`, `http://127.0.0.1:${await line.open()}`);
  }
  const rooms = await stage.openRooms(ROOMS);
  for (const client of stage.clients) rooms.forEach((roomId) => client.follow(roomId));
  await stage.waitForJoins();
  for (const [index, client] of stage.clients.entries()) {
    stage.startWriting(client, index < WRITERS ? { leastMs: 50, mostMs: 150 } : { leastMs: 2_000, mostMs: 8_000 });
  }
}

/** Every client is struck once in the first half, then whoever the draw names; the first one is away for long. */
function drawStrikes(random: Random, options: CutOptions): Strike[] {
  const totalMs = options.seconds * 1_000;
  const strikes: Strike[] = [{ atMs: totalMs * 0.2, client: 0, fault: { kind: 'dark', forMs: totalMs * AWAY_SHARE } }];
  const everybody = random.shuffle(Array.from({ length: options.clients - 1 }, (_unused, index) => index + 1));
  const pauseMs = Math.min(MEAN_PAUSE_MS, totalMs / 2 / options.clients);
  for (let atMs = 0; atMs < totalMs; atMs += -Math.log(1 - random.next()) * pauseMs) {
    const client = everybody.pop() ?? random.whole(1, options.clients - 1);
    strikes.push({ atMs, client, fault: drawFault(random) });
  }
  return strikes.sort((a, b) => a.atMs - b.atMs);
}

function drawFault(random: Random): LineFault {
  const draw = random.next();
  if (draw < 0.5) return { kind: 'reset' };
  if (draw < 0.75) return { kind: 'silence', forMs: random.whole(500, 6_000), thenReset: random.isChance(0.5) };
  if (draw < 0.9) return { kind: 'trickle', forMs: random.whole(1_000, 5_000), bytesPerTick: random.whole(32, 1_024) };
  return { kind: 'dark', forMs: random.whole(500, 4_000) };
}

async function playStrikes(strikes: Strike[], lines: TcpProxy[], startedAt: number, totalMs: number): Promise<void> {
  for (const strike of strikes) {
    const wait = startedAt + strike.atMs - Date.now();
    if (wait > 0) await delay(wait);
    lines[strike.client]?.strike(strike.fault);
  }
  await delay(Math.max(0, startedAt + totalMs - Date.now()));
}

function findMinimums(
  stage: Stage<ServerProcess>,
  strikes: Strike[],
  lines: TcpProxy[],
  during: number,
  options: CutOptions,
): Minimum[] {
  const cut = stage.clients.slice(WRITERS, WRITERS + options.clients);
  return [
    { name: 'faults injected', actual: strikes.length, atLeast: options.clients },
    { name: 'connections struck', actual: lines.reduce((sum, line) => sum + line.struck, 0), atLeast: options.clients },
    {
      name: 'reconnects of the client with the fewest',
      actual: Math.min(...cut.map((client) => client.reconnects)),
      atLeast: options.seconds >= 30 ? 1 : 0,
    },
    { name: 'reconnects', actual: stage.recorder.totals.reconnects, atLeast: options.clients },
    { name: 'catch-ups', actual: stage.recorder.totals.catchUps, atLeast: options.clients },
    { name: 'acknowledged during it', actual: during, atLeast: options.seconds * 10 },
  ];
}

function toReport(
  stage: Stage<ServerProcess>,
  strikes: Strike[],
  during: number,
  options: CutOptions,
  verdict: Verdict,
): RunReport {
  const kinds = ['reset', 'silence', 'trickle', 'dark'] as const;
  return {
    title: `lines cut at random for ${options.seconds} s: ${options.clients} clients, ${WRITERS} undisturbed writers, ${ROOMS.length} rooms`,
    seed: options.seed,
    head: ['injected', ...kinds, 'acked during it'],
    rows: [
      [
        strikes.length,
        ...kinds.map((kind) => strikes.filter((strike) => strike.fault.kind === kind).length),
        during,
      ].map(String),
    ],
    recorder: stage.recorder,
    verdict,
    dataDir: stage.product.dataDir,
  };
}
