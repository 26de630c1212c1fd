import { spread, type Spread } from '../load/statistics.js';
import type { Verdict } from './goals.js';
import { ratios, valuesByRound } from './goals.js';
import type { Machine } from './machine.js';
import type { RunRecord } from './records.js';
import { loadScenarios } from './scenarios.js';
import { peerLabels, type PeerName, type TargetName } from './targets.js';

interface Column {
  value: string;
  title: string;
  scale?: number;
  digits?: number;
}

const rate: readonly Column[] = [
  { value: 'deliveriesPerSecond', title: 'deliveries/s' },
  { value: 'messagesPerSecond', title: 'messages/s' },
  { value: 'acknowledgementP50', title: 'ack p50 ms', digits: 1 },
  { value: 'acknowledgementP99', title: 'ack p99 ms', digits: 1 },
  { value: 'serverCpu', title: 'server CPU', digits: 2 },
  { value: 'generatorCpu', title: 'generator CPU', digits: 2 },
];
const latency: readonly Column[] = [
  { value: 'deliveryP50', title: 'p50 ms', digits: 2 },
  { value: 'deliveryP95', title: 'p95 ms', digits: 2 },
  { value: 'deliveryP99', title: 'p99 ms', digits: 2 },
  { value: 'acknowledgementP50', title: 'ack p50 ms', digits: 2 },
  { value: 'serverCpu', title: 'server CPU', digits: 2 },
];
const columns: Readonly<Record<string, readonly Column[]>> = {
  L100: latency,
  L100h: latency,
  idle: [
    { value: 'bytesPerConnection', title: 'resident kB a connection', scale: 1 / 1024, digits: 1 },
    { value: 'liveBytesPerConnection', title: 'live objects kB a connection', scale: 1 / 1024, digits: 1 },
  ],
  storm: [{ value: 'joinsPerSecond', title: 'connect + join a second' }],
  conns: [
    { value: 'opened', title: 'opened' },
    { value: 'disconnects', title: 'lost in 32 s' },
    { value: 'probesExpected', title: 'probe deliveries owed' },
    { value: 'probesReceived', title: 'probe deliveries made' },
    { value: 'residentBytes', title: 'resident MB', scale: 1 / 1_048_576 },
    { value: 'idleCpu', title: 'idle CPU', digits: 3 },
  ],
  http: [
    { value: 'requestsPerSecond', title: 'requests/s' },
    { value: 'p99', title: 'p99 ms', digits: 1 },
    { value: 'failures', title: 'failures' },
    { value: 'serverCpu', title: 'server CPU', digits: 2 },
    { value: 'generatorCpu', title: 'generator CPU', digits: 2 },
  ],
  writer: [{ value: 'storedPerSecond', title: 'stored messages/s' }],
  kill: [
    { value: 'acknowledged', title: 'acknowledged' },
    { value: 'inFlight', title: 'in flight at the kill' },
    { value: 'stored', title: 'stored' },
    { value: 'missing', title: 'acknowledged, not stored' },
    { value: 'doubled', title: 'stored twice' },
    { value: 'holes', title: 'holes in seq' },
  ],
};

/** The whole report as Markdown. */
export function renderReport(machine: Machine, records: readonly RunRecord[], verdicts: readonly Verdict[]): string {
  const scenarios = [...new Set(records.map((record) => record.scenario))];
  return [
    '# Bench',
    '',
    ...machine.lines.map((line) => `- ${line}`),
    '',
    'Ratios are formed within a round and given as median (least to greatest); everything else is the median over the rounds.',
    '',
    '## Goals',
    '',
    ...renderGoals(verdicts),
    ...scenarios.flatMap((scenario) => renderScenario(scenario, records)),
    '',
  ].join('\n');
}

function renderGoals(verdicts: readonly Verdict[]): string[] {
  const measured = verdicts.filter((verdict) => verdict.isMet !== null);
  if (measured.length === 0) return ['None of the goals could be judged from what was run.'];
  const rows = measured.map(({ id, what, goal, result, unit, isMet }) => [
    id,
    what,
    goal,
    withUnit(result, unit),
    isMet === true ? 'yes' : '**no**',
  ]);
  return renderTable(['', 'measured', 'goal', 'result', 'met'], rows);
}

function renderScenario(scenario: string, records: readonly RunRecord[]): string[] {
  const own = records.filter((record) => record.scenario === scenario);
  const shown = columns[scenario] ?? rate;
  const targets = [...new Set(own.map((record) => record.target))];
  const main = shown[0]?.value ?? '';
  const rows = targets.map((target) => {
    const figures = shown.map((column) => {
      const result = spread([...valuesByRound(own, scenario, target, column.value).values()]);
      return result === null ? '–' : format(result.median * (column.scale ?? 1), column.digits ?? 0);
    });
    return [labelOf(target), ...figures, ratioCell(own, scenario, main, target), faultCell(own, target)];
  });
  const problems = own.flatMap((record) => {
    const text = record.error ?? record.load?.firstRefusal ?? (record.values['failed'] === 0 ? undefined : record.note);
    return text === undefined || text === null ? [] : [`- round ${record.round}, ${labelOf(record.target)}: ${text}`];
  });
  const describes = loadScenarios[scenario]?.describes;
  return [
    '',
    `## ${scenario}${describes === undefined ? '' : `: ${describes}`}`,
    '',
    ...renderTable(
      ['', ...shown.map((column) => column.title), 'product to this', 'lost / doubled / reordered / unanswered'],
      rows,
    ),
    ...(problems.length === 0 ? [] : ['', ...problems]),
  ];
}

function ratioCell(records: readonly RunRecord[], scenario: string, value: string, target: TargetName): string {
  if (target === 'product') return '';
  return withUnit(spread(ratios(records, scenario, value, target)), '×');
}

function faultCell(records: readonly RunRecord[], target: TargetName): string {
  const runs = records.filter((record) => record.target === target && record.load !== undefined);
  if (runs.length === 0) return '';
  const total = (name: string): number => runs.reduce((sum, run) => sum + (run.values[name] ?? 0), 0);
  return ['lost', 'doubled', 'outOfOrder', 'unanswered'].map((name) => total(name).toLocaleString('en')).join(' / ');
}

function labelOf(target: TargetName): string {
  return target === 'product' ? '**Tertulia**' : peerLabels[target satisfies PeerName];
}

function withUnit(result: Spread | null, unit: string): string {
  if (result === null) return '–';
  const digits = Math.abs(result.median) >= 1000 || (unit === '' && Number.isInteger(result.median)) ? 0 : 2;
  const tail = unit === '' ? '' : ` ${unit}`;
  const median = `${format(result.median, digits)}${tail}`;
  return result.min === result.max
    ? median
    : `${median} (${format(result.min, digits)} to ${format(result.max, digits)})`;
}

function format(value: number, digits: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
