/** A bucket of calls as API Gateway keeps one: `burst` at once, then `perSecond`. */
export class Throttle {
  private calls: number;
  private filledAt: number;

  constructor(
    private readonly settings: { burst: number; perSecond: number },
    private readonly now: () => number = () => performance.now(),
  ) {
    this.calls = settings.burst;
    this.filledAt = now();
  }

  /** Whether one more call may pass; it is counted then. */
  take(): boolean {
    const now = this.now();
    const { burst, perSecond } = this.settings;
    this.calls = Math.min(burst, this.calls + ((now - this.filledAt) / 1_000) * perSecond);
    this.filledAt = now;
    if (this.calls < 1) return false;
    this.calls -= 1;
    return true;
  }
}
