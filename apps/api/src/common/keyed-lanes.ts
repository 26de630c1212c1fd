import { Batcher, type BatcherOptions } from './batcher.js';
import { BoundedWork } from './bounded-work.js';

const MOST_LANES = 1_000;

interface Lane<Input, Output> {
  batcher: Batcher<Input, Output>;
  waiting: number;
}

/**
 * Group commit apart for each key, such as rooms whose row somebody holds: what is for one waits in its own lane, in order,
 * and the others go on (fault F13). A lane is there until everything in it was let in.
 */
export class KeyedLanes<Input, Output> {
  private readonly lanes = new Map<string, Lane<Input, Output>>();
  private readonly bound: BoundedWork;

  /** @param options.atOnce of all keys together, so that connections are left to everybody else. */
  constructor(
    private readonly work: (inputs: Input[]) => Promise<Output[]>,
    private readonly options: BatcherOptions & { atOnce: number },
  ) {
    this.bound = new BoundedWork(options.atOnce, MOST_LANES);
  }

  has(key: string): boolean {
    return this.lanes.has(key);
  }

  /** @throws {DomainError} `unavailable` when too many wait; otherwise what the work failed with. */
  async add(key: string, input: Input): Promise<Output> {
    const lane = this.lanes.get(key) ?? this.open(key);
    lane.waiting += 1;
    try {
      const output = await lane.batcher.add(input);
      // Nobody waits behind the last one that got in, so the next may take the common way again.
      if (lane.waiting === 1) this.lanes.delete(key);
      return output;
    } finally {
      lane.waiting -= 1;
    }
  }

  /** Resolves when nothing is waiting or being worked on. */
  async idle(): Promise<void> {
    for (const { batcher } of [...this.lanes.values()]) await batcher.idle();
  }

  private open(key: string): Lane<Input, Output> {
    if (this.lanes.size >= MOST_LANES) this.forgetIdle();
    const lane = {
      batcher: new Batcher((inputs: Input[]) => this.bound.run(() => this.work(inputs)), this.options),
      waiting: 0,
    };
    this.lanes.set(key, lane);
    return lane;
  }

  /** Keys whose last work failed, and that nobody asked for again. */
  private forgetIdle(): void {
    for (const [key, lane] of this.lanes) if (lane.waiting === 0) this.lanes.delete(key);
  }
}
