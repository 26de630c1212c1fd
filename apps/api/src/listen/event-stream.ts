import type { ServerResponse } from 'node:http';

/** A listener that reads slower than this is cut off and resumes by its last event id (guarantee G10). */
const MOST_WAITING_BYTES = 1024 * 1024;
const HEARTBEAT_MS = 25_000;

export interface StreamEvent {
  event: string;
  data: string;
  id?: number | undefined;
}

/** A response that is written as `text/event-stream` (WHATWG HTML, section 9.2). */
export class EventStream {
  private readonly heartbeat: NodeJS.Timeout;
  private isOpen = true;

  constructor(
    private readonly response: ServerResponse,
    private readonly onClose: () => void,
  ) {
    this.heartbeat = setInterval(() => this.write(':\n\n'), HEARTBEAT_MS).unref();
    response.on('close', () => this.close());
    response.on('error', () => this.close());
  }

  /** Writes them at once: many that were missed are not held against their reader. */
  send(...events: StreamEvent[]): void {
    this.write(events.map(encode).join(''));
  }

  /** Asks a browser to come back after a time of its own, and closes. */
  end(retryMs: number): void {
    this.write(`retry: ${retryMs}\n\n`);
    this.close();
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    clearInterval(this.heartbeat);
    this.response.end();
    this.onClose();
  }

  private write(text: string): void {
    if (!this.isOpen) return;
    // What is there before: one text that is longer than that is no sign of a slow reader.
    if (this.response.writableLength > MOST_WAITING_BYTES) this.drop();
    else this.response.write(text);
  }

  /** A reader that does not read would not read an ending either; the memory is given back now. */
  private drop(): void {
    this.response.destroy();
    this.close();
  }
}

/** `data` is one line of JSON; neither id nor event come from a client, so no field can be injected. */
function encode({ event, data, id }: StreamEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`;
}
