const EVENTS = ['visibilitychange', 'resume'];
/** While the page runs it notes the time this often; a much longer gap was a sleep of the whole machine, of which no event tells. */
const BEAT_MS = 10_000;
const SLEEP_MS = 30_000;
/** What is noticed so soon after waking happened during the sleep. */
const FRESH_MS = 5_000;

/** Notices that the window is looked at again, or goes on after it was frozen or the machine slept. */
export class Waking {
  private beatAt = Date.now();
  private wokenAt = Number.NEGATIVE_INFINITY;
  private readonly beat: ReturnType<typeof setInterval>;

  constructor(private readonly onWaking: () => void) {
    for (const event of EVENTS) document.addEventListener(event, this.wake);
    this.beat = setInterval(this.noticeGap, BEAT_MS);
  }

  /** Whether what is noticed now belongs to a sleep that has just ended; only the first such thing does. */
  takeFresh(): boolean {
    this.noticeGap();
    const isFresh = Date.now() - this.wokenAt < FRESH_MS;
    this.wokenAt = Number.NEGATIVE_INFINITY;
    return isFresh;
  }

  close(): void {
    clearInterval(this.beat);
    for (const event of EVENTS) document.removeEventListener(event, this.wake);
  }

  private readonly noticeGap = (): void => {
    const gap = Date.now() - this.beatAt;
    this.beatAt = Date.now();
    if (gap > SLEEP_MS) this.wake();
  };

  /** Timers of a hidden page are slowed down, and nobody waits for it. */
  private readonly wake = (): void => {
    if (document.visibilityState !== 'visible') return;
    this.wokenAt = Date.now();
    this.onWaking();
  };
}
