/** Lets callers that ask for the same thing at the same time share one piece of work. */
export class SingleFlight<Value> {
  private readonly running = new Map<string, Promise<Value>>();

  run(key: string, work: () => Promise<Value>): Promise<Value> {
    const existing = this.running.get(key);
    if (existing) return existing;
    const started = work().finally(() => {
      if (this.running.get(key) === started) this.running.delete(key);
    });
    this.running.set(key, started);
    return started;
  }

  /** Makes the next caller start anew instead of sharing work that began before a change. */
  forget(key: string): void {
    this.running.delete(key);
  }
}
