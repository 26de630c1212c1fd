import type { NoteStream } from '../checker/history.js';
import type { ChatSocket } from './chat-socket.js';
import type { HttpApi } from './http-api.js';
import { isTrueWithin } from './waiting.js';

const LIST_LIMIT_MS = 20_000;

/** What one person heard of being named: live, and from the list that is read on each new connection, as a web app does. */
export class NoteWatch {
  private readonly known = new Set<string>();

  constructor(
    private readonly socket: ChatSocket,
    private readonly http: HttpApi,
    private readonly stream: NoteStream,
  ) {
    socket.setNoteListener({
      handleConnect: (connection) => void (connection > 1 && this.readOnReturn(connection)),
      handleNote: (connection, id) => {
        this.stream.told.push({ connection, id });
        this.known.add(id);
      },
    });
  }

  get userId(): string {
    return this.stream.user;
  }

  knows(ids: readonly string[]): boolean {
    return ids.every((id) => this.known.has(id));
  }

  /** Reads the list for the last time. */
  async readFinal(): Promise<void> {
    const ids = await this.http.listNoteIds();
    if (ids) this.stream.final.push(...ids);
  }

  /** Reads the list until it can be read or the connection is another one. */
  private async readOnReturn(connection: number): Promise<void> {
    await isTrueWithin(LIST_LIMIT_MS, async () => {
      if (this.socket.connection !== connection) return true;
      const ids = await this.http.listNoteIds();
      for (const id of ids ?? []) {
        this.stream.listed.push(id);
        this.known.add(id);
      }
      return ids !== null;
    });
  }
}
