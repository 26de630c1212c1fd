const FIRST_MS = 300;
const LONGEST_MS = 30_000;
/** A list that is still not right after so many looks waits for the next word of the server. */
const MOST_IN_A_ROW = 6;

/** Looks at the server's list again after a moment, each time after a longer one, spread, and not for ever. */
export class Recheck {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private inARow = 0;
  private isClosed = false;

  constructor(
    private readonly look: () => void,
    private readonly random: () => number,
  ) {}

  /** The list is doubtful: for what was told just now, or as it was at the last look. */
  later(isForNews: boolean): void {
    if (this.isClosed || this.timer !== undefined || (!isForNews && this.inARow >= MOST_IN_A_ROW)) return;
    const wait = Math.min(FIRST_MS * 3 ** this.inARow, LONGEST_MS) * (0.75 + this.random() / 2);
    this.inARow += 1;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.look();
    }, wait);
  }

  /** The list was found to be right. */
  settle(): void {
    this.inARow = 0;
  }

  /** The list is being looked at. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  close(): void {
    this.isClosed = true;
    this.stop();
  }
}
