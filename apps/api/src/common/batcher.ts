import { unavailable } from './domain-error.js';

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
    if (this.queue.length >= this.options.queueSize) return Promise.reject(unavailable(new Error('The queue is full.')));
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
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, this.options.batchSize);
      await this.settle(batch);
    }
    this.running = undefined;
  }

  private async settle(batch: Waiting<Input, Output>[]): Promise<void> {
    try {
      const outputs = await this.work(batch.map((waiting) => waiting.input));
      batch.forEach((waiting, index) => {
        const output = outputs[index];
        if (output === undefined) waiting.reject(new Error('The batch gave no answer for one of its inputs.'));
        else waiting.resolve(output);
      });
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    }
  }
}
