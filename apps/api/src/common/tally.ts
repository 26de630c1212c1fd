/** Upper bounds in seconds, from what one turn of the event loop takes to what nobody waits for. */
const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] as const;

/**
 * Durations counted by size, as plain numbers: whoever measures keeps one, and whoever shows them reads it. Made for hot
 * paths: adding is a comparison per bound and makes nothing.
 */
export class Tally {
  /** How many were at most as long as the bound of the same place, and longer than the one before; the last is above all. */
  readonly counts: number[];
  sum = 0;

  constructor(readonly bounds: readonly number[] = SECONDS) {
    this.counts = bounds.map(() => 0);
    this.counts.push(0);
  }

  add(seconds: number): void {
    const { bounds, counts } = this;
    let place = 0;
    while (place < bounds.length && seconds > (bounds[place] ?? 0)) place += 1;
    counts[place] = (counts[place] ?? 0) + 1;
    this.sum += seconds;
  }
}

/**
 * The value that the given share of counted durations does not exceed, as Prometheus estimates it: evenly spread between
 * two bounds, and the highest bound for whatever is above. Null when nothing was counted.
 */
export function quantile(bounds: readonly number[], counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let below = 0;
  for (const [place, bound] of bounds.entries()) {
    const count = counts[place] ?? 0;
    if (below + count >= total * share) {
      const lower = bounds[place - 1] ?? 0;
      return lower + ((bound - lower) * (total * share - below)) / count;
    }
    below += count;
  }
  return bounds.at(-1) ?? null;
}

/** Gives the quantile of what several tallies counted since the last look. */
export class RecentQuantile {
  private seen: number[] | undefined;

  /** All of them have the same bounds. */
  constructor(private readonly tallies: readonly Tally[]) {}

  look(share: number): number | null {
    const bounds = this.tallies[0]?.bounds ?? [];
    const counts = Array.from({ length: bounds.length + 1 }, (_, place) =>
      this.tallies.reduce((sum, tally) => sum + (tally.counts[place] ?? 0), 0),
    );
    const before = this.seen;
    this.seen = counts;
    const fresh = before ? counts.map((count, place) => count - (before[place] ?? 0)) : counts;
    return quantile(bounds, fresh, share);
  }
}
