/** A message counts as read when its lower edge was before the reader's eyes for so long. */
const SEEN_MS = 700;

/** Messages from one `seq` to another, both included. */
export interface SeqRange {
  from: number;
  to: number;
}

/** Knows how long messages have been before the reader's eyes. */
export class ReadingWatch {
  /** Since when; only of those that are visible now. */
  private since = new Map<number, number>();

  /** What is visible now; nothing while the reader is not there. */
  see(range: SeqRange | undefined, now: number): void {
    const since = new Map<number, number>();
    if (range) for (let seq = range.from; seq <= range.to; seq += 1) since.set(seq, this.since.get(seq) ?? now);
    this.since = since;
  }

  /** The furthest message that was visible for long enough. */
  readSeq(now: number): number | undefined {
    let furthest: number | undefined;
    for (const [seq, time] of this.since) if (now - time >= SEEN_MS) furthest = Math.max(furthest ?? 0, seq);
    return furthest;
  }

  /** Whether one message has been visible for long enough, and is so still. */
  hasSeen(seq: number, now: number): boolean {
    const since = this.since.get(seq);
    return since !== undefined && now - since >= SEEN_MS;
  }

  /** Milliseconds until a later message than that will have been, if one is visible. */
  nextIn(now: number): number | undefined {
    const waiting = [...this.since.values()].map((time) => time + SEEN_MS - now).filter((left) => left > 0);
    return waiting.length === 0 ? undefined : Math.min(...waiting);
  }
}
