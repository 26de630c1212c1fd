import type { Anomaly } from './anomaly.js';
import type { History, LoggedMessage, LogRecord, Sighting, StreamEvent, StreamRecord } from './history.js';

/** Replays what each subscriber received: every version once, ascending, no hole that was not repaired, up to the end. */
export function judgeStreams(history: History): Anomaly[] {
  const truth = new Map(history.logs.filter((log) => log.source === 'sql').map((log) => [log.room, log]));
  return history.streams.flatMap((stream) => {
    const log = truth.get(stream.room);
    return log ? new StreamReplay(stream, log).judge() : [];
  });
}

class StreamReplay {
  private readonly found: Anomaly[] = [];
  private readonly stored: Map<string, LoggedMessage>;
  /** By version: which messages have their last change there, so that a complete catch-up must have brought them. */
  private readonly byVersion: LoggedMessage[];
  private readonly lastPushed = new Map<number, { version: number; all: Set<number> }>();
  private readonly waiting = new Set<number>();
  private position: number | null = null;
  private highest = 0;

  constructor(
    private readonly stream: StreamRecord,
    private readonly log: LogRecord,
  ) {
    this.stored = new Map(log.messages.map((message) => [message.id, message]));
    this.byVersion = [...log.messages].sort((a, b) => a.version - b.version);
  }

  judge(): Anomaly[] {
    for (const event of this.stream.events) this.take(event);
    const position = this.position ?? 0;
    const open = [...this.waiting].filter((version) => version > position);
    if (open.length > 0) this.report('gap', `stayed at version ${position} while ${Math.min(...open)} had come`);
    if (this.highest < this.log.version)
      this.report('not-caught-up', `ends at version ${this.highest} of ${this.log.version}`);
    return this.found;
  }

  private take(event: StreamEvent): void {
    const all = event.kind === 'pushed' ? [event.seen] : event.seen;
    for (const seen of all) this.checkIsStored(seen);
    if (event.kind === 'pushed') this.takePush(event.connection, event.seen);
    else if (event.reset || event.after === null) this.takeSnapshot(event);
    else this.takeChanges(event.after, event);
  }

  private takePush(connection: number, seen: Sighting): void {
    const before = this.lastPushed.get(connection);
    if (before?.all.has(seen.version)) this.report('dup', `version ${seen.version} twice on connection ${connection}`);
    else if (before && seen.version < before.version)
      this.report('reorder', `version ${seen.version} after ${before.version}`);
    const all = before?.all ?? new Set<number>();
    all.add(seen.version);
    this.lastPushed.set(connection, { version: Math.max(before?.version ?? 0, seen.version), all });
    this.highest = Math.max(this.highest, seen.version);
    this.waiting.add(seen.version);
    this.drain();
  }

  private takeSnapshot(event: Exclude<StreamEvent, { kind: 'pushed' }>): void {
    const broken = event.seen.findIndex(
      (seen, index) => index > 0 && seen.seq !== (event.seen[index - 1]?.seq ?? 0) + 1,
    );
    if (broken > 0)
      this.report('gap', `a snapshot goes from seq ${event.seen[broken - 1]?.seq} to ${event.seen[broken]?.seq}`);
    this.advance(event.version);
  }

  private takeChanges(after: number, event: Exclude<StreamEvent, { kind: 'pushed' }>): void {
    if (after > (this.position ?? 0)) this.report('gap', `asked after version ${after} while at ${this.position ?? 0}`);
    const more = event.kind === 'caught-up' && event.more;
    const end = more ? (event.seen.at(-1)?.version ?? after) : event.version;
    const disorder = event.seen.findIndex((seen, index) => seen.version <= (event.seen[index - 1]?.version ?? after));
    if (disorder >= 0)
      this.report('reorder', `changes after ${after} hold version ${event.seen[disorder]?.version} out of order`);
    const brought = new Set(event.seen.map((seen) => seen.version));
    const missing = this.storedBetween(after, end).find((message) => !brought.has(message.version));
    if (missing) this.report('gap', `changes ${after}..${end} lack version ${missing.version}`);
    this.advance(end);
  }

  /**
   * A message whose last change is in the range had that state when the range was read, so it must be in the answer.
   */
  private storedBetween(after: number, end: number): LoggedMessage[] {
    let low = 0;
    let high = this.byVersion.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.byVersion[middle]?.version ?? 0) <= after) low = middle + 1;
      else high = middle;
    }
    const found: LoggedMessage[] = [];
    for (let index = low; index < this.byVersion.length; index += 1) {
      const message = this.byVersion[index];
      if (!message || message.version > end) break;
      found.push(message);
    }
    return found;
  }

  private advance(version: number): void {
    this.position = Math.max(this.position ?? 0, version);
    this.highest = Math.max(this.highest, version);
    this.drain();
  }

  /** Pushes that came before the join was answered, or above a hole, wait until the versions below them are there. */
  private drain(): void {
    if (this.position === null) return;
    while (this.waiting.delete(this.position + 1)) this.position += 1;
  }

  private checkIsStored(seen: Sighting): void {
    if (!this.stored.has(seen.id))
      this.report('phantom', `version ${seen.version} (${seen.id}) was delivered and is not stored`);
  }

  private report(name: Anomaly['name'], detail: string): void {
    this.found.push({ name, room: this.stream.room, detail: `${this.stream.subscriber}: ${detail}` });
  }
}
