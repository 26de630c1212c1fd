import { Injectable } from '@nestjs/common';
import type { Duplex } from 'node:stream';

/** The connections that were upgraded: an HTTP server no longer knows them, and waits for them when it closes. */
@Injectable()
export class RawSockets {
  private readonly open = new Set<Duplex>();

  get size(): number {
    return this.open.size;
  }

  add(socket: Duplex): void {
    this.open.add(socket);
    socket.once('close', () => this.open.delete(socket));
  }

  /** For a stop: whoever still does not read what they were sent. */
  destroyAll(): void {
    for (const socket of this.open) socket.destroy();
  }
}
