import type { RoomChange } from '../realtime/room-change.js';
import type { FeedListener } from '../realtime/room-feed.js';
import type { EventStream, StreamEvent } from './event-stream.js';

/** One listener at a room's feed: keeps what happens until its stream is open, then writes each version once. */
export class FeedReader implements FeedListener {
  /** Whether the room was closed to the listener, or its changes could not be given one by one. */
  isClosed = false;
  private readonly waiting: RoomChange[] = [];
  private stream: EventStream | undefined;
  private known = 0;

  constructor(
    /** Whose reactions are marked as their own; absent for a visitor. */
    readonly userId: string | undefined,
    private readonly expiresAt: number,
  ) {}

  deliver(change: RoomChange): void {
    if (!this.stream) this.waiting.push(change);
    else if (this.expiresAt <= Date.now()) this.stream.close();
    else if (change.version > this.known) this.send(this.stream, change);
  }

  reset(): void {
    this.close();
  }

  close(): void {
    this.isClosed = true;
    this.stream?.close();
  }

  /** Writes what was missed up to a version, then what came meanwhile, and from then on what happens. */
  begin(stream: EventStream, missed: RoomChange[], version: number): void {
    stream.send(...missed.map((change) => this.present(change)));
    this.known = version;
    this.stream = stream;
    for (const change of this.waiting.splice(0)) this.deliver(change);
  }

  private send(stream: EventStream, change: RoomChange): void {
    this.known = change.version;
    stream.send(this.present(change));
  }

  private present({ event, payload, perUser, version }: RoomChange): StreamEvent {
    const own = perUser?.find(([viewerId]) => viewerId === this.userId)?.[1];
    return { event, data: own ?? payload, id: version };
  }
}
