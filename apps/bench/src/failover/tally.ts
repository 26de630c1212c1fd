/** What happened to a crowd: who came in where and when, who was turned away, and how long each was out. */
export class Tally {
  /** Attempts that did not lead to a socket, by what became of them. */
  readonly failures = new Map<string, number>();
  /** Milliseconds from each loss of a socket until its client was in its room again. */
  readonly absences: number[] = [];
  private readonly handshakes: { at: number; instanceId: string }[] = [];

  addHandshake(at: number, instanceId: string): void {
    this.handshakes.push({ at, instanceId });
  }

  addFailure(reason: string): void {
    this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
  }

  /** Forgets everything: what comes now is measured. */
  begin(): void {
    this.failures.clear();
    this.absences.length = 0;
    this.handshakes.length = 0;
  }

  /** Sockets that one instance took in within one second, counted from `from` on: the most of any instance and second. */
  peakPerSecond(from: number): number {
    const counts = new Map<string, number>();
    for (const { at, instanceId } of this.handshakes) {
      const second = `${instanceId} ${Math.floor((at - from) / 1_000)}`;
      counts.set(second, (counts.get(second) ?? 0) + 1);
    }
    return Math.max(0, ...counts.values());
  }
}
