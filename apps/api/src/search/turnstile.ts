import { unavailable } from '../common/domain-error.js';

/** Lets a few in at once; the others wait in order, and nobody joins a queue that is full. */
export class Turnstile {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly mostInside: number,
    private readonly mostWaiting: number,
  ) {}

  /** @throws {DomainError} `unavailable` when too many wait; otherwise what `work` throws. */
  async pass<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.inside < this.mostInside) this.inside += 1;
    else if (this.waiting.length >= this.mostWaiting) throw unavailable(new Error('Too many are waiting.'));
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.inside -= 1;
    }
  }
}
