import { failureCode, isPassing } from '../api/request-error.js';

const MOST_ATTEMPTS = 6;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;

/** The waiting of one visit to a room: repeats with growing, spread pauses, all of which end with the visit. */
export class Patience {
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private isOver = false;

  constructor(private readonly random: () => number) {}

  /** Asks until there is an answer, as long as there may be one: undefined after a refusal or too many attempts. */
  async ask<Answer>(question: () => Promise<Answer>): Promise<Answer | undefined> {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS && !this.isOver; attempt += 1) {
      try {
        return await question();
      } catch (error) {
        if (!isPassing(failureCode(error))) return undefined;
        if (attempt < MOST_ATTEMPTS && !this.isOver) await this.pause(attempt);
      }
    }
    return undefined;
  }

  pause(attempt: number): Promise<void> {
    const delay = Math.min(FIRST_DELAY_MS * 2 ** attempt, LONGEST_DELAY_MS);
    return new Promise((resolve) => this.later(delay * (0.5 + this.random() / 2), resolve));
  }

  later(milliseconds: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, milliseconds);
    this.timers.add(timer);
  }

  end(): void {
    this.isOver = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}
