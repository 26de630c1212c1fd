import { heldMessagesSchema, type Message, messageSchema } from '@tertulia/contract';
import type { HttpRequests } from './http-requests.js';

/** What waits for the owner of a room, over HTTP; fetched with the dialog about it. Every method throws a `RequestError`. */
export class ModerationRequests {
  constructor(private readonly http: HttpRequests) {}

  readonly list = async (roomId: string): Promise<Message[]> =>
    (await this.http.ask(heldMessagesSchema, { method: 'GET', path: `/api/rooms/${roomId}/held` })).items;

  /** Lets a message be seen, if it still is what was read. */
  release({ roomId, id, version }: Message): Promise<Message> {
    const path = `/api/rooms/${roomId}/messages/${id}/release`;
    return this.http.ask(messageSchema, { method: 'POST', path, body: { version } });
  }
}
