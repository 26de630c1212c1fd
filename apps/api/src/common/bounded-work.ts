import { unavailable } from './domain-error.js';

/** Costly work of which only so much is done at once and only so much may wait. */
export class BoundedWork {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly mostWaiting: number,
  ) {}

  /** @throws {DomainError} `unavailable` when too many wait; otherwise what the work failed with. */
  async run<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.running >= this.atOnce) {
      if (this.waiting.length >= this.mostWaiting) throw unavailable(new Error('Too much work is waiting.'));
      // The place is handed over, so that nobody who comes later takes it first.
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
