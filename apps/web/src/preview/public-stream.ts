import { type MessageChange, messageChangeSchema, type Room, serverEvents } from '@tertulia/contract';
import * as z from 'zod/mini';

const FIRST_RETURN_MS = 5_000;
const LAST_RETURN_MS = 60_000;
const helloSchema = z.object({ version: z.number() });
const resetSchema = z.object({ version: z.number() });

export interface PublicStreamListener {
  /** How far the room is; asked again whenever the stream begins. */
  onPosition: (version: number) => void;
  onChange: (change: MessageChange) => void;
  onRoom: (room: Room) => void;
  onLive: (isLive: boolean) => void;
}

/**
 * What happens in a public room, as server-sent events. The browser resumes a cut stream by the last version; a stream
 * that was refused is tried again, more and more slowly.
 */
export class PublicStream {
  private source: EventSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wait = FIRST_RETURN_MS;
  private isClosed = false;

  constructor(
    private readonly url: string,
    private readonly listener: PublicStreamListener,
  ) {
    this.open();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.source?.close();
  }

  private open(): void {
    const { listener } = this;
    const source = new EventSource(this.url);
    this.source = source;
    listen(source, 'hello', helloSchema, ({ version }) => {
      this.wait = FIRST_RETURN_MS;
      listener.onLive(true);
      listener.onPosition(version);
    });
    listen(source, 'reset', resetSchema, ({ version }) => listener.onPosition(version));
    for (const event of ['message:created', 'message:updated', 'message:deleted'])
      listen(source, event, messageChangeSchema, listener.onChange);
    listen(source, 'room:updated', serverEvents['room:updated'], ({ room }) => listener.onRoom(room));
    source.addEventListener('error', () => this.handleError(source));
  }

  private handleError(source: EventSource): void {
    this.listener.onLive(false);
    if (source.readyState !== EventSource.CLOSED || this.isClosed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(this.wait * 2, LAST_RETURN_MS);
  }
}

function listen<Schema extends z.ZodMiniType>(
  source: EventSource,
  event: string,
  schema: Schema,
  take: (payload: z.output<Schema>) => void,
): void {
  source.addEventListener(event, (message: MessageEvent<unknown>) => {
    const payload = schema.safeParse(readJson(message.data));
    if (payload.success) take(payload.data);
  });
}

function readJson(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
