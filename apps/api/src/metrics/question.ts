/**
 * Something that has to be asked for, once for all who want to know it within a moment. Undefined when there was no answer,
 * also for that moment: what is away is not asked over and over.
 */
export class Question<Value> {
  private answer: Promise<Value | undefined> | undefined;
  private freshUntil = 0;

  constructor(
    private readonly ask: () => Promise<Value>,
    private readonly freshMs: number,
  ) {}

  get(): Promise<Value | undefined> {
    const now = performance.now();
    if (this.answer && now < this.freshUntil) return this.answer;
    this.freshUntil = now + this.freshMs;
    this.answer = this.ask().catch(() => undefined);
    return this.answer;
  }
}
