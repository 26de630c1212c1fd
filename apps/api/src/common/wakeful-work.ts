/** How long to rest; a firm rest is not cut short, whoever wakes. */
export interface Rest {
  ms: number;
  isFirm?: boolean;
}

/**
 * Work that goes on step by step beside all requests, one step at a time, until the process stops, and sooner when it is
 * woken. However often it is woken, `gatherMs` pass before the next step, so that it serves many who woke it.
 */
export class WakefulWork {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isResting = false;
  private isFirm = false;
  private isWoken = false;
  private isStopped = false;

  /** @param step says how long to rest; it deals with its own failures. */
  constructor(
    private readonly step: () => Promise<Rest>,
    private readonly gatherMs: number,
  ) {}

  start(): void {
    if (this.timer === undefined) this.rest({ ms: 0 });
  }

  /** Costs next to nothing: it is called for every message. */
  wake(): void {
    if (this.isWoken) return;
    this.isWoken = true;
    if (this.isResting && !this.isFirm) this.rest({ ms: this.gatherMs });
  }

  /** Resolves when the step that is under way, if any, has ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.isResting = false;
    clearTimeout(this.timer);
    await this.running;
  }

  private rest({ ms, isFirm = false }: Rest): void {
    clearTimeout(this.timer);
    if (this.isStopped) return;
    this.isResting = true;
    this.isFirm = isFirm;
    this.timer = setTimeout(() => {
      this.isResting = false;
      this.isWoken = false;
      this.running = this.step().then((rest) => {
        const isWanted = this.isWoken && !rest.isFirm;
        this.rest(isWanted ? { ms: Math.min(rest.ms, this.gatherMs) } : rest);
      });
    }, ms).unref();
  }
}

/** Grows with each failure in a row, half as long again at random at most, so that nodes do not come back together. */
export function growingRest(failures: number, firstMs: number, longestMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(failures - 1, 20), longestMs) * (1 + Math.random() / 2);
}
