/** Percentiles of a run, in the unit of the samples. */
export interface Percentiles {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Median and extremes over rounds. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** Collects samples without an object per sample. */
export class Samples {
  #values = new Float64Array(1024);
  #count = 0;

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const wider = new Float64Array(this.#count * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#count] = value;
    this.#count += 1;
  }

  /** Sorts what was collected and reads the percentiles. */
  percentiles(): Percentiles {
    const sorted = this.#values.slice(0, this.#count).sort();
    return {
      count: this.#count,
      p50: quantile(sorted, 0.5),
      p95: quantile(sorted, 0.95),
      p99: quantile(sorted, 0.99),
      max: quantile(sorted, 1),
    };
  }
}

/** The value at or below which the share `q` of the sorted samples lies (nearest rank); 0 of none. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) return 0;
  const rank = Math.max(1, Math.ceil(q * sorted.length));
  return sorted[rank - 1] ?? 0;
}

/** Median (mean of the middle two of an even count), least and greatest; null of none. */
export function spread(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((left, right) => left - right);
  const upper = Math.floor(sorted.length / 2);
  const lower = sorted.length % 2 === 0 ? upper - 1 : upper;
  return {
    median: ((sorted[lower] ?? 0) + (sorted[upper] ?? 0)) / 2,
    min: sorted[0] ?? 0,
    max: sorted.at(-1) ?? 0,
  };
}
