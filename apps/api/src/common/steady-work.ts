/**
 * Work that goes on step by step beside all requests, one step at a time, until the process stops. Between steps it rests up
 * to half as long again as asked for, so that nodes which began together do not work together.
 */
export class SteadyWork {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isStopped = false;
  private isHurried = false;

  /** @param step says after how many milliseconds to go on; it deals with its own failures. */
  constructor(private readonly step: () => Promise<number>) {}

  /** Begins after a delay in milliseconds. */
  start(delay: number): void {
    if (this.timer === undefined && this.running === undefined) this.goOn(delay);
  }

  /** Takes the next step at once, or right after the one that is under way. */
  hurry(): void {
    if (this.timer === undefined) {
      this.isHurried = this.running !== undefined;
      return;
    }
    clearTimeout(this.timer);
    this.timer = undefined;
    this.take();
  }

  /** Resolves when the step that is under way, if any, has ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private goOn(delay: number): void {
    if (this.isStopped) return;
    const rest = this.isHurried ? 0 : delay * (1 + Math.random() / 2);
    this.isHurried = false;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.take();
    }, rest).unref();
  }

  private take(): void {
    this.running = this.step().then((next) => this.goOn(next));
  }
}
