const SHORTEST_INTERVAL_MS = 500;
/** Reasons to tell again that are remembered; with more of them all are forgotten, which costs a repetition each. */
const MOST_REASONS = 500;

/** Tells the server how far one has read: forward only, and at most twice a second. */
export class ReadMarker {
  private readonly told = new Map<string, number>();
  private readonly wanted = new Map<string, number>();
  private readonly reasons = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastAt = 0;

  constructor(
    private readonly tell: (roomId: string, seq: number) => Promise<void>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Something up to `seq` was seen. */
  see(roomId: string, seq: number): void {
    if (seq > (this.told.get(roomId) ?? 0)) this.want(roomId, seq);
  }

  /**
   * Something that the marker has passed already became a matter to read, such as a mention that an edit brought. It is told
   * once for each reason: a server that leaves it unread is not asked for ever.
   */
  seeAgain(roomId: string, seq: number, reason: string): void {
    if (this.reasons.has(reason)) return;
    if (this.reasons.size >= MOST_REASONS) this.reasons.clear();
    this.reasons.add(reason);
    this.want(roomId, Math.max(seq, this.told.get(roomId) ?? 0));
  }

  /** Forgets what was told, because an answer may have been lost with the connection. */
  reset(): void {
    this.told.clear();
    this.reasons.clear();
  }

  /** What was told of a room before may have to be told again: its marker was moved back, or something before it is unread. */
  forget(roomId: string): void {
    this.told.delete(roomId);
    this.wanted.delete(roomId);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private want(roomId: string, seq: number): void {
    if (seq <= (this.wanted.get(roomId) ?? 0)) return;
    this.wanted.set(roomId, seq);
    const wait = Math.max(0, this.lastAt + SHORTEST_INTERVAL_MS - this.now());
    this.timer ??= setTimeout(() => this.flush(), wait);
  }

  private flush(): void {
    this.timer = undefined;
    this.lastAt = this.now();
    for (const [roomId, seq] of this.wanted) {
      this.told.set(roomId, seq);
      // A lost one is made good by the next, or after a reconnect.
      this.tell(roomId, seq).catch(() => {
        this.told.delete(roomId);
        this.reasons.clear();
      });
    }
    this.wanted.clear();
  }
}
