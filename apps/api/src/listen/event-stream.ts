import type { ServerResponse } from 'node:http';

/** A listener that reads slower than this is cut off and resumes by its last event id (guarantee G10). */
const MOST_WAITING_BYTES = 1024 * 1024;
const HEARTBEAT_MS = 25_000;

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

  /** `data` is one line of JSON; neither id nor event come from a client, so no field can be injected. */
  send(event: string, data: string, id?: number): void {
    this.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`);
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
    this.response.write(text);
    if (this.response.writableLength > MOST_WAITING_BYTES) this.response.destroy();
  }
}
