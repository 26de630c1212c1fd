/** Thrown instead of calling a dependency that failed a moment ago. */
export class CircuitOpenError extends Error {
  override name = 'CircuitOpenError';
}

/**
 * Stops calling a failing dependency: after `failures` failures in a row it refuses at once for `openMs`, then lets
 * one call through to find out.
 */
export class CircuitBreaker {
  private consecutive = 0;
  private openUntil = 0;
  private probing = false;

  constructor(
    private readonly options: {
      failures: number;
      openMs: number;
      now?: () => number;
      /** `cause` is the failure that opened it. */
      onChange?: (open: boolean, cause?: unknown) => void;
    },
  ) {}

  get isOpen(): boolean {
    return this.consecutive >= this.options.failures;
  }

  /** Lets the next call through at once, when something else says that the dependency may be back. */
  retryNow(): void {
    this.openUntil = 0;
  }

  /** @throws {CircuitOpenError} while open; otherwise what `work` throws. */
  async run<Value>(work: () => Promise<Value>): Promise<Value> {
    const now = this.options.now ?? (() => performance.now());
    if (this.isOpen) {
      if (this.probing || now() < this.openUntil) throw new CircuitOpenError('The dependency failed a moment ago.');
      this.probing = true;
    }
    try {
      const value = await work();
      this.succeed();
      return value;
    } catch (error) {
      this.fail(now(), error);
      throw error;
    } finally {
      this.probing = false;
    }
  }

  private succeed(): void {
    const wasOpen = this.isOpen;
    this.consecutive = 0;
    if (wasOpen) this.options.onChange?.(false);
  }

  private fail(now: number, cause: unknown): void {
    const wasOpen = this.isOpen;
    this.consecutive += 1;
    this.openUntil = now + this.options.openMs;
    if (!wasOpen && this.isOpen) this.options.onChange?.(true, cause);
  }
}
