import { spread, type Spread } from '../load/statistics.js';
import type { RunRecord } from './records.js';
import { loadScenarios } from './scenarios.js';
import { peerLabels, type PeerName, type TargetName } from './targets.js';

/** One line of the table of goals: what was wanted, what came out, and whether that is enough. */
export interface Verdict {
  id: string;
  what: string;
  goal: string;
  /** Null when nothing was measured for it in this run. */
  result: Spread | null;
  unit: string;
  isMet: boolean | null;
}

interface Measure {
  id: string;
  scenario: string;
  value: string;
  /** Compared with this peer in the same round; absent: the figure itself. */
  peer?: PeerName;
  atLeast?: number;
  atMost?: number;
  unit?: string;
  name: string;
}

const measures: readonly Measure[] = [
  { id: 'P1', scenario: 'D100', value: 'deliveriesPerSecond', peer: 'socket.io', atLeast: 6.5, name: 'deliveries/s' },
  { id: 'P1', scenario: 'D100', value: 'deliveriesPerSecond', peer: 'nest-typeorm', atLeast: 25, name: 'deliveries/s' },
  { id: 'P1', scenario: 'D100', value: 'deliveriesPerSecond', peer: 'ws-merged', atLeast: 0.5, name: 'deliveries/s' },
  { id: 'P2', scenario: 'S100', value: 'deliveriesPerSecond', peer: 'socket.io', atLeast: 2, name: 'deliveries/s' },
  { id: 'P3', scenario: 'S1000', value: 'deliveriesPerSecond', peer: 'socket.io', atLeast: 4, name: 'deliveries/s' },
  { id: 'P4', scenario: 'S10', value: 'deliveriesPerSecond', peer: 'socket.io', atLeast: 1, name: 'deliveries/s' },
  { id: 'P4', scenario: 'D10', value: 'deliveriesPerSecond', peer: 'socket.io', atLeast: 1.6, name: 'deliveries/s' },
  { id: 'P4', scenario: 'D10', value: 'deliveriesPerSecond', peer: 'nest-typeorm', atLeast: 10, name: 'deliveries/s' },
  { id: 'P5', scenario: 'L100', value: 'deliveryP50', peer: 'socket.io', atMost: 1.7, name: 'p50 of delivery' },
  { id: 'P5', scenario: 'L100', value: 'deliveryP99', atMost: 8, unit: 'ms', name: 'p99 of delivery' },
  { id: 'P6', scenario: 'L100h', value: 'serverCpu', atMost: 0.99, unit: 'cores', name: 'CPU of the server' },
  { id: 'P6', scenario: 'L100h', value: 'deliveryP99', atMost: 15, unit: 'ms', name: 'p99 of delivery' },
  { id: 'P6', scenario: 'L100h', value: 'lost', atMost: 0, unit: '', name: 'lost' },
  {
    id: 'P9',
    scenario: 'idle',
    value: 'bytesPerConnection',
    peer: 'socket.io',
    atMost: 1.2,
    name: 'memory per idle connection',
  },
  {
    id: 'P10',
    scenario: 'storm',
    value: 'joinsPerSecond',
    peer: 'socket.io',
    atLeast: 0.85,
    name: 'connect + join a second',
  },
  {
    id: 'P12',
    scenario: 'http',
    value: 'requestsPerSecond',
    peer: 'fastify',
    atLeast: 0.7,
    name: 'newest ten messages, requests/s',
  },
  {
    id: 'P12',
    scenario: 'http',
    value: 'requestsPerSecond',
    peer: 'nest-express',
    atLeast: 2,
    name: 'newest ten messages, requests/s',
  },
  {
    id: 'P13',
    scenario: 'writer',
    value: 'storedPerSecond',
    peer: 'single-insert',
    atLeast: 5,
    name: 'stored messages/s, 512 senders',
  },
];

const faultNames = ['lost', 'doubled', 'outOfOrder', 'versionBreaks', 'unanswered', 'refused', 'disconnects'];
const KILL_ROUNDS = 3;
const KILL_ACKNOWLEDGED = 5_000;
const STABLE_CONNECTIONS = 10_000;

/** The values of one target by round; rounds that failed are not there. */
export function valuesByRound(
  records: readonly RunRecord[],
  scenario: string,
  target: TargetName,
  value: string,
): Map<number, number> {
  const found = new Map<number, number>();
  for (const record of records) {
    const figure = record.values[value];
    if (
      record.scenario === scenario &&
      record.target === target &&
      record.error === undefined &&
      figure !== undefined
    ) {
      found.set(record.round, figure);
    }
  }
  return found;
}

/** The ratio product to peer within each round: what the machine did between rounds cancels out. */
export function ratios(records: readonly RunRecord[], scenario: string, value: string, peer: PeerName): number[] {
  const others = valuesByRound(records, scenario, peer, value);
  const own = valuesByRound(records, scenario, 'product', value);
  return [...own].flatMap(([round, figure]) => {
    const other = others.get(round);
    return other === undefined || other === 0 ? [] : [figure / other];
  });
}

/** Holds a run against every goal that it measured something for. */
export function judge(records: readonly RunRecord[]): Verdict[] {
  const verdicts = measures.map((measure) => judgeMeasure(records, measure));
  verdicts.push(...judgeFaults(records), judgeKill(records), judgeConnections(records));
  return verdicts.sort((left, right) => Number(left.id.slice(1)) - Number(right.id.slice(1)));
}

function judgeMeasure(records: readonly RunRecord[], measure: Measure): Verdict {
  const { scenario, value, peer, atLeast, atMost } = measure;
  const figures =
    peer === undefined
      ? [...valuesByRound(records, scenario, 'product', value).values()]
      : ratios(records, scenario, value, peer);
  const result = spread(figures);
  const unit = peer === undefined ? (measure.unit ?? '') : '×';
  const bound = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
  const isMet =
    result === null ? null : result.median >= (atLeast ?? -Infinity) && result.median <= (atMost ?? Infinity);
  const against = peer === undefined ? '' : ` against ${peerLabels[peer]}`;
  return {
    id: measure.id,
    what: `${scenario}: ${measure.name}${against}`,
    goal: `${bound} ${unit}`.trim(),
    result,
    unit,
    isMet,
  };
}

function judgeFaults(records: readonly RunRecord[]): Verdict[] {
  const runs = records.filter(
    (record) => record.target === 'product' && record.scenario in loadScenarios && record.error === undefined,
  );
  return faultNames.map((fault): Verdict => {
    const total = runs.reduce((sum, run) => sum + (run.values[fault] ?? 0), 0);
    const deliveries = runs.reduce((sum, run) => sum + (run.load?.deliveries ?? 0), 0);
    const result = runs.length === 0 ? null : { median: total, min: total, max: total };
    const what = `every run of messages (${runs.length}, ${deliveries.toLocaleString('en')} deliveries): ${fault}`;
    return { id: 'P7', what, goal: '0', result, unit: '', isMet: result === null ? null : total === 0 };
  });
}

function judgeKill(records: readonly RunRecord[]): Verdict {
  const runs = records.filter((record) => record.scenario === 'kill' && record.error === undefined);
  const missing = spread(runs.map((run) => run.values['missing'] ?? 0));
  const least = Math.min(...runs.map((run) => run.values['acknowledged'] ?? 0));
  const isClean = runs.every((run) => ['missing', 'doubled', 'holes'].every((fault) => run.values[fault] === 0));
  const isMet = missing === null ? null : isClean && least >= KILL_ACKNOWLEDGED && runs.length >= KILL_ROUNDS;
  const what = `SIGKILL in full flight, ${runs.length} runs, at least ${missing === null ? 0 : least} acknowledged each: not stored`;
  return { id: 'P8', what, goal: '0 of at least 5000, three runs', result: missing, unit: '', isMet };
}

function judgeConnections(records: readonly RunRecord[]): Verdict {
  const runs = records.filter((record) => record.scenario === 'conns' && record.error === undefined);
  const stable = runs.map((run) => (run.values['opened'] ?? 0) - (run.values['disconnects'] ?? 0));
  const result = spread(stable);
  const isAlive = runs.every(
    (run) => run.values['probesExpected'] === run.values['probesReceived'] && (run.values['probesExpected'] ?? 0) > 0,
  );
  const isMet = result === null ? null : result.min >= STABLE_CONNECTIONS && isAlive;
  return {
    id: 'P15',
    what: 'conns: stable connections on one process, all of them answering',
    goal: 'at least 10000',
    result,
    unit: '',
    isMet,
  };
}
