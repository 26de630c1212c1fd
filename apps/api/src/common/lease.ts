/**
 * Answers that may be used again for a moment without asking for them again. Whoever keeps one clears it at once when it
 * hears that the answer changed, and keeps nothing while it cannot hear; the life bounds what a lost message could do.
 */
export class Lease<Value> {
  private readonly kept = new Map<string, { value: Value; until: number }>();

  constructor(
    private readonly lifeMs: number,
    private readonly mostKept = 10_000,
  ) {}

  find(key: string): Value | undefined {
    const entry = this.kept.get(key);
    return entry && entry.until > performance.now() ? entry.value : undefined;
  }

  keep(key: string, value: Value): void {
    if (this.kept.size >= this.mostKept) this.kept.clear();
    this.kept.set(key, { value, until: performance.now() + this.lifeMs });
  }

  clear(): void {
    this.kept.clear();
  }
}
