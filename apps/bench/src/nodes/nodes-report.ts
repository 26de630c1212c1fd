import { spread } from '../load/statistics.js';
import type { GroupResult } from './group-run.js';

/** One run of one load on one group. */
export interface NodesRecord {
  scenario: string;
  round: number;
  target: string;
  nodes: number;
  values: GroupResult;
}

type Value = keyof GroupResult;

const columns: Readonly<Record<string, readonly { value: Value; title: string; digits: number }[]>> = {
  S100: [
    { value: 'deliveriesPerSecond', title: 'deliveries/s', digits: 0 },
    { value: 'deliveriesPerCpuSecond', title: 'deliveries per CPU second of all nodes', digits: 0 },
    { value: 'acknowledgementP99', title: 'ack p99 ms', digits: 1 },
    { value: 'generatorCpu', title: 'generator CPU', digits: 2 },
  ],
  cut: [
    { value: 'p50', title: 'p50 ms', digits: 2 },
    { value: 'p99', title: 'p99 ms', digits: 1 },
    { value: 'worst', title: 'worst ms', digits: 0 },
  ],
};
const paced = [
  { value: 'p50', title: 'p50 ms', digits: 2 },
  { value: 'p99', title: 'p99 ms', digits: 1 },
  { value: 'crossingP50', title: 'to other nodes p50 ms', digits: 2 },
  { value: 'crossingP99', title: 'p99 ms', digits: 1 },
  { value: 'deliveriesPerCpuSecond', title: 'deliveries per CPU second', digits: 0 },
] as const;

/** The report of several nodes as Markdown: median (least to greatest) over the rounds, ratios within a round. */
export function renderNodes(machine: readonly string[], records: readonly NodesRecord[]): string {
  const scenarios = [...new Set(records.map((record) => record.scenario))];
  return [
    '# Several nodes',
    '',
    ...machine.map((line) => `- ${line}`),
    '- all nodes together on the server core: more nodes do not add a core, they show what the crossing costs',
    '',
    ...scenarios.flatMap((scenario) => renderScenario(scenario, records)),
  ].join('\n');
}

function renderScenario(scenario: string, records: readonly NodesRecord[]): string[] {
  const own = records.filter((record) => record.scenario === scenario);
  const shown = columns[scenario] ?? paced;
  const main: Value = scenario === 'S100' ? 'deliveriesPerCpuSecond' : 'p50';
  const groups = [...new Map(own.map((record) => [`${record.target} ${record.nodes}`, record])).values()];
  const rows = groups.map((group) => {
    const runs = own.filter((record) => record.target === group.target && record.nodes === group.nodes);
    const of = (value: Value) => runs.map((record) => record.values[value]);
    const total = (value: Value) => of(value).reduce((sum, one) => sum + one, 0);
    const ratios = runs.flatMap((record) => {
      const base = own.find((one) => one.target === 'product' && one.nodes === 2 && one.round === record.round);
      return base ? [base.values[main] / record.values[main]] : [];
    });
    return [
      group.target === 'product' ? '**Tertulia**' : group.target,
      String(group.nodes),
      ...shown.map(({ value, digits }) => show(of(value), digits)),
      show(ratios, 2),
      `${total('lost')} / ${total('doubled')}`,
    ];
  });
  const head = ['', 'nodes', ...shown.map(({ title }) => title), 'two nodes to this', 'lost / doubled'];
  return [
    `## ${scenario}`,
    '',
    ...[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
    '',
  ];
}

function show(values: readonly number[], digits: number): string {
  const result = spread(values);
  if (result === null) return '–';
  const format = (value: number): string =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${format(result.median)} (${format(result.min)} to ${format(result.max)})`;
}
