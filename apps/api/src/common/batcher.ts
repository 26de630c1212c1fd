import { DomainError, unavailable } from './domain-error.js';

interface Waiting<Input, Output> {
  input: Input;
  resolve: (output: Output) => void;
  reject: (error: unknown) => void;
}

export interface BatcherOptions {
  /** Most inputs in one batch. */
  batchSize: number;
  /** Most inputs that may wait; more are refused with `unavailable`. */
  queueSize: number;
}

/**
 * Group commit: while one batch is being worked on, whatever arrives becomes the next one. No timer, so a single caller
 * waits for nothing, and many callers share one round trip. Results come in the order of the inputs.
 */
export class Batcher<Input, Output> {
  private queue: Waiting<Input, Output>[] = [];
  private running: Promise<void> | undefined;

  constructor(
    private readonly work: (inputs: Input[]) => Promise<Output[]>,
    private readonly options: BatcherOptions,
  ) {}

  /** @throws {DomainError} `unavailable` when the queue is full; otherwise what the batch failed with. */
  add(input: Input): Promise<Output> {
    if (this.queue.length >= this.options.queueSize)
      return Promise.reject(unavailable(new Error('The queue is full.')));
    return new Promise((resolve, reject) => {
      this.queue.push({ input, resolve, reject });
      this.running ??= this.drain();
    });
  }

  /** Resolves when nothing is waiting or being worked on. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async drain(): Promise<void> {
    // One turn of the microtask queue lets callers of the same tick join the first batch.
    await Promise.resolve();
    let current = this.begin();
    while (current) {
      const { batch, outcome } = current;
      const settled = await outcome;
      // What waits behind a dependency that is away would only wait for the same time-out again.
      const refused = isUnavailable(settled) ? this.queue.splice(0) : [];
      // The next batch is on its way before the callers of this one are told, so that both sides work at once.
      current = this.begin();
      settle([...batch, ...refused], settled);
    }
    this.running = undefined;
  }

  private begin(): { batch: Waiting<Input, Output>[]; outcome: Promise<Outcome<Output>> } | undefined {
    if (this.queue.length === 0) return undefined;
    const batch = this.queue.splice(0, this.options.batchSize);
    const outcome = this.work(batch.map((waiting) => waiting.input)).then(
      (outputs): Outcome<Output> => ({ outputs }),
      (error: unknown): Outcome<Output> => ({ error }),
    );
    return { batch, outcome };
  }
}

type Outcome<Output> = { outputs: Output[] } | { error: unknown };

function isUnavailable(outcome: Outcome<unknown>): boolean {
  return 'error' in outcome && outcome.error instanceof DomainError && outcome.error.code === 'unavailable';
}

function settle<Input, Output>(batch: Waiting<Input, Output>[], outcome: Outcome<Output>): void {
  if ('error' in outcome) {
    for (const waiting of batch) waiting.reject(outcome.error);
    return;
  }
  batch.forEach((waiting, index) => {
    const output = outcome.outputs[index];
    if (output === undefined) waiting.reject(new Error('The batch gave no answer for one of its inputs.'));
    else waiting.resolve(output);
  });
}
