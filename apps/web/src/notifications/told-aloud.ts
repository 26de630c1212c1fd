import type { Notification } from '@tertulia/contract';

const GATHER_MS = 500;
/** More than this at once are told as a number. */
const MOST_SINGLE = 3;

/** Gathers what comes at once, and gives it out a moment later: each by itself, or their number. */
export class ToldAloud {
  private waiting: Notification[] = [];
  private count = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly say: (told: readonly Notification[] | number) => void) {}

  add(notification: Notification): void {
    this.count += 1;
    this.waiting = [...this.waiting, notification].slice(0, MOST_SINGLE);
    this.timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private flush(): void {
    this.timer = undefined;
    this.say(this.count > MOST_SINGLE ? this.count : this.waiting);
    this.waiting = [];
    this.count = 0;
  }
}
