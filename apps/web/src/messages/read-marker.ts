const SHORTEST_INTERVAL_MS = 500;

/** Tells the server how far one has read: forward only, and at most twice a second. */
export class ReadMarker {
  private readonly told = new Map<string, number>();
  private readonly wanted = new Map<string, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastAt = 0;

  constructor(
    private readonly tell: (roomId: string, seq: number) => Promise<void>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Something up to `seq` was seen. */
  see(roomId: string, seq: number): void {
    if (seq <= Math.max(this.told.get(roomId) ?? 0, this.wanted.get(roomId) ?? 0)) return;
    this.wanted.set(roomId, seq);
    const wait = Math.max(0, this.lastAt + SHORTEST_INTERVAL_MS - this.now());
    this.timer ??= setTimeout(() => this.flush(), wait);
  }

  /** Forgets what was told, because an answer may have been lost with the connection. */
  reset(): void {
    this.told.clear();
  }

  /** The marker of a room was moved back: what was told of it before may have to be told again. */
  forget(roomId: string): void {
    this.told.delete(roomId);
    this.wanted.delete(roomId);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private flush(): void {
    this.timer = undefined;
    this.lastAt = this.now();
    for (const [roomId, seq] of this.wanted) {
      this.told.set(roomId, seq);
      // A lost one is made good by the next, or after a reconnect.
      this.tell(roomId, seq).catch(() => this.told.delete(roomId));
    }
    this.wanted.clear();
  }
}
