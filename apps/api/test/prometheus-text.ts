/** One line of the text format: what is counted, under which labels, and how much. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** What `/metrics` says, taken apart. */
export interface Scrape {
  /** Of each metric that is described. */
  types: Map<string, string>;
  samples: Sample[];
  /** The value under a name and these labels; 0 where there is none. */
  value(name: string, labels?: Record<string, string>): number;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LINE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`);
const LABEL = new RegExp(`^(${NAME})="((?:[^"\\\\\\n]|\\\\[\\\\"n])*)"(?:,|$)`);
const SUFFIX = /_(bucket|sum|count)$/;

/**
 * Reads the text format of Prometheus, version 0.0.4, and nothing that is not allowed in it.
 * @throws {Error} that quotes the line.
 */
export function parseScrape(text: string): Scrape {
  if (!text.endsWith('\n')) throw new Error('The text has no end.');
  const types = new Map<string, string>();
  const helped = new Set<string>();
  const samples: Sample[] = [];
  const series = new Set<string>();
  for (const line of text.split('\n').filter(Boolean)) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') helped.add(name);
    else if (kind === 'TYPE') types.set(name, rest);
    else samples.push(parseSample(line));
    const last = samples.at(-1);
    if (kind || !last) continue;
    const owner = types.has(last.name) ? last.name : last.name.replace(SUFFIX, '');
    if (!types.has(owner) || !helped.has(owner)) throw new Error(`This is not described: ${line}`);
    const key = JSON.stringify([last.name, Object.entries(last.labels).toSorted()]);
    if (series.has(key)) throw new Error(`This is there twice: ${line}`);
    series.add(key);
  }
  const value = (name: string, labels: Record<string, string> = {}): number =>
    samples.find(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([label, wanted]) => sample.labels[label] === wanted),
    )?.value ?? 0;
  return { types, samples, value };
}

function parseSample(line: string): Sample {
  const [, name = '', labelText = '', number = ''] = LINE.exec(line) ?? [];
  // As Go reads numbers, and so Prometheus: in either case.
  const value = number === '+Inf' ? Infinity : number === '' ? NaN : Number(number);
  if (name === '' || (Number.isNaN(value) && !/^nan$/i.test(number))) throw new Error(`This is no sample: ${line}`);
  const labels: Record<string, string> = {};
  for (let rest = labelText; rest !== '';) {
    const found = LABEL.exec(rest);
    if (!found?.[1]) throw new Error(`These are no labels: ${line}`);
    labels[found[1]] = found[2] ?? '';
    rest = rest.slice(found[0].length);
  }
  return { name, labels, value };
}
