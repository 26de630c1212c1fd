/** Pictures that are sent at the same time. */
const MOST_AT_ONCE = 3;

/** Gives each picture its turn, in order, a few at a time, and none while the server asked for a pause. */
export class UploadTurns {
  private readonly running = new Map<string, AbortController>();
  private queue: string[] = [];
  private pausedUntil = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isClosed = false;

  constructor(
    private readonly run: (id: string, signal: AbortSignal) => Promise<void>,
    private readonly now: () => number,
  ) {}

  /** One that waits or runs already keeps its turn. */
  add(id: string): void {
    if (this.isClosed || this.queue.includes(id) || this.running.has(id)) return;
    this.queue.push(id);
    this.next();
  }

  /** It is not wanted any more: what is on its way is stopped. */
  drop(id: string): void {
    this.queue = this.queue.filter((candidate) => candidate !== id);
    this.running.get(id)?.abort();
  }

  isRunning(id: string): boolean {
    return this.running.has(id);
  }

  /** Nothing new begins before an instant. */
  pauseUntil(instant: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, instant);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.next(), Math.max(0, this.pausedUntil - this.now()));
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.queue = [];
    for (const controller of this.running.values()) controller.abort();
  }

  private next(): void {
    if (this.isClosed || this.now() < this.pausedUntil) return;
    while (this.running.size < MOST_AT_ONCE) {
      const id = this.queue.shift();
      if (id === undefined) return;
      const controller = new AbortController();
      this.running.set(id, controller);
      void this.run(id, controller.signal).finally(() => {
        this.running.delete(id);
        this.next();
      });
    }
  }
}
