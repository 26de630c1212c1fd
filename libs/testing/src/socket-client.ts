import {
  type Acknowledgement,
  type RequestData,
  type RequestEvent,
  type RequestInput,
  type ServerEvent,
  type ServerPayload,
  serverEvents,
} from '@tertulia/contract';
import { io, type Socket } from 'socket.io-client';
import type { HttpClient } from './http-client.js';
import { waitFor } from './wait-for.js';

interface Received {
  event: string;
  payload: unknown;
}

/** One socket of a person, which remembers everything that it was told. */
export class SocketClient {
  readonly received: Received[] = [];

  constructor(readonly socket: Socket) {
    socket.onAny((event: string, payload: unknown) => this.received.push({ event, payload }));
  }

  /** Everything of one event so far, each checked against the contract. */
  all<Event extends ServerEvent>(event: Event): ServerPayload<Event>[] {
    return this.received
      .filter((one) => one.event === event)
      .map((one) => serverEvents[event].parse(one.payload) as ServerPayload<Event>);
  }

  /** Versions of a room's changes in the order of their arrival. */
  versions(roomId: string): number[] {
    const changes = (['message:created', 'message:updated', 'message:deleted'] as const).map(String);
    return this.received
      .filter((one) => changes.includes(one.event))
      .map((one) => serverEvents['message:created'].parse(one.payload))
      .filter((change) => change.roomId === roomId)
      .map((change) => change.version);
  }

  async ask<Event extends RequestEvent>(
    event: Event,
    payload: RequestInput<Event>,
  ): Promise<Acknowledgement<RequestData<Event>>> {
    return (await this.askAnything(event, payload)) as Acknowledgement<RequestData<Event>>;
  }

  /** Sends what the contract does not allow, too. */
  askAnything(event: string, payload: unknown): Promise<unknown> {
    return this.socket.timeout(20_000).emitWithAck(event, payload);
  }

  /** @throws {Error} when the answer is a refusal. */
  async do<Event extends RequestEvent>(event: Event, payload: RequestInput<Event>): Promise<RequestData<Event>> {
    const answer = await this.ask(event, payload);
    if (answer.error) throw new Error(`${event} was refused: ${answer.error.code}`);
    return answer.data;
  }

  close(): void {
    this.socket.disconnect();
  }
}

interface ConnectOptions {
  transports?: ('websocket' | 'polling')[];
  reconnection?: boolean;
}

/** Opens a socket and waits for its first event. @throws {Error} with the server's code when it is refused. */
export async function connect(
  client: Pick<HttpClient, 'url' | 'token'>,
  options: ConnectOptions = {},
): Promise<SocketClient> {
  const socket = io(client.url, {
    auth: { token: client.token },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...options,
  });
  const made = new SocketClient(socket);
  let refusal: Error | undefined;
  socket.on('connect_error', (error) => (refusal = error));
  await waitFor('session:ready', () => refusal ?? made.received.some((one) => one.event === 'session:ready'));
  if (refusal) {
    socket.disconnect();
    throw refusal;
  }
  return made;
}
