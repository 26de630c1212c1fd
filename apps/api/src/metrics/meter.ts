import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Tally } from '../common/tally.js';

/** One value with its labels. Labels come from fixed sets: never a name, an id or an address. */
export interface Sample<Value = number> {
  labels: Record<string, string>;
  value: Value;
}

/** Undefined when it is not known at the moment: then the metric has no value, instead of a wrong one. */
type Reading<Value> = Value | readonly Sample<Value>[] | undefined;
type Read<Value> = () => Reading<Value> | Promise<Reading<Value>>;

class ReadGauge extends Gauge {
  constructor(
    config: { name: string; help: string; registers: Registry[] },
    private readonly read: Read<number>,
  ) {
    super(config);
  }

  override async get(): ReturnType<Gauge['get']> {
    return { ...(await super.get()), values: samplesOf(await this.read()) };
  }
}

class ReadCounter extends Counter {
  constructor(
    config: { name: string; help: string; registers: Registry[] },
    private readonly read: Read<number>,
  ) {
    super(config);
  }

  override async get(): ReturnType<Counter['get']> {
    return { ...(await super.get()), values: samplesOf(await this.read()) };
  }
}

class ReadHistogram extends Histogram {
  /** Counts nothing; it knows how such a metric describes itself. */
  private readonly form: Histogram;

  constructor(
    config: { name: string; help: string; registers: Registry[] },
    private readonly read: Read<Tally>,
  ) {
    super(config);
    this.form = new Histogram({ ...config, registers: [] });
  }

  override async get(): ReturnType<Histogram['get']> {
    const form = await this.form.get();
    const samples = samplesOf(await this.read());
    return { ...form, values: samples.flatMap((sample) => bucketsOf(form.name, sample)) };
  }

  /** What the registry asks for; the library's own would give what it counted itself: nothing. */
  getForPromString(): ReturnType<Histogram['get']> {
    return this.get();
  }
}

/**
 * The one door to the metrics library: numbers that features keep are read when somebody asks for them, so that counting
 * costs the chat an addition and nothing more.
 */
@Injectable()
export class Meter {
  private readonly registry = new Registry();
  readonly contentType = this.registry.contentType;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  gauge(name: string, help: string, read: Read<number>): void {
    new ReadGauge({ name, help, registers: [this.registry] }, read);
  }

  /** `read` gives the total since the start of the process. */
  counter(name: string, help: string, read: Read<number>): void {
    new ReadCounter({ name, help, registers: [this.registry] }, read);
  }

  histogram(name: string, help: string, read: Read<Tally>): void {
    new ReadHistogram({ name, help, registers: [this.registry] }, read);
  }

  /** Everything in the text format of Prometheus, version 0.0.4. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}

/** One sample per entry of a record or map, under a label. */
export function labelled<Value>(label: string, entries: Iterable<readonly [string, Value]>): Sample<Value>[] {
  return Array.from(entries, ([name, value]) => ({ labels: { [label]: name }, value }));
}

function samplesOf<Value>(reading: Reading<Value>): Sample<Value>[] {
  if (reading === undefined) return [];
  return isSamples(reading) ? [...reading] : [{ labels: {}, value: reading }];
}

function isSamples<Value>(reading: Value | readonly Sample<Value>[]): reading is readonly Sample<Value>[] {
  return Array.isArray(reading);
}

function bucketsOf(
  name: string,
  { labels, value: tally }: Sample<Tally>,
): { metricName: string; labels: Record<string, string>; value: number }[] {
  let total = 0;
  const buckets = tally.counts.map((count, place) => {
    total += count;
    const le = String(tally.bounds[place] ?? '+Inf');
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: total };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: tally.sum },
    { metricName: `${name}_count`, labels, value: total },
  ];
}
