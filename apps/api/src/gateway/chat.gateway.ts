import { Inject, type OnApplicationShutdown } from '@nestjs/common';
import { type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import {
  type Acknowledgement,
  type CallerLimits,
  requestEvents,
  type SignalEvent,
  signalEvents,
  type RequestEvent,
} from '@tertulia/contract';
import type { Server, Socket } from 'socket.io';
import { RateLimiter } from '../cache/rate-limiter.js';
import { DomainError, unavailable } from '../common/domain-error.js';
import { describeError, type Log, LOG } from '../common/log.js';
import { validate } from '../common/validate.js';
import { Activity } from '../identity/activity.js';
import { Connection } from '../realtime/connection.js';
import { FanOut } from '../realtime/fan-out.js';
import { ackPacket } from '../realtime/frames.js';
import { interceptEvents } from '../realtime/socket-internals.js';
import { noteRefusal } from './abuse-guard.js';
import { ConnectionDesk } from './connection-desk.js';
import { SocketEvents } from './socket-events.js';

type Answer = (answerJson: string) => void;

/**
 * Socket.IO's door: receives the packets of signed-in sockets, checks them against the contract and hands them to the
 * handlers. Every event that takes an acknowledgement is answered, whatever happens.
 */
@WebSocketGateway()
export class ChatGateway implements OnGatewayInit<Server>, OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    private readonly desk: ConnectionDesk,
    private readonly events: SocketEvents,
    private readonly fanOut: FanOut,
    private readonly limiter: RateLimiter,
    private readonly activity: Activity,
    @Inject(LOG) private readonly log: Log,
  ) {}

  afterInit(server: Server): void {
    this.server = server;
    this.desk.watch(server);
    server.use((socket, next) => {
      this.desk.admit(socket).then(
        () => {
          this.desk.figures.noteHandshake('accepted');
          next();
        },
        (error: unknown) => {
          const domainError = this.toDomainError(error);
          this.desk.figures.noteHandshake(domainError.code);
          next(toConnectError(domainError));
        },
      );
    });
    server.on('connection', (socket) => this.open(socket));
  }

  onApplicationShutdown(): void {
    this.server?.disconnectSockets(true);
  }

  private open(socket: Socket): void {
    const connection = this.desk.open(socket, this.callerLimits);
    if (!connection) return;
    const isIntercepted = interceptEvents(socket, (_socket, event, payload, ackId) => {
      this.receive(
        connection,
        event,
        payload,
        ackId === undefined ? undefined : (json) => this.fanOut.toOne(connection, ackPacket(ackId, json)),
      );
    });
    if (!isIntercepted) this.listen(socket, connection);
  }

  /** The public way, for a Socket.IO that no longer has what `interceptEvents` needs. */
  private listen(socket: Socket, connection: Connection): void {
    socket.onAny((event: unknown, ...args: unknown[]) => {
      const last = args.at(-1);
      const answer =
        typeof last === 'function' ? (json: string) => Reflect.apply(last, undefined, [JSON.parse(json)]) : undefined;
      this.receive(connection, event, args[0], answer);
    });
  }

  private receive(connection: Connection, event: unknown, payload: unknown, answer: Answer | undefined): void {
    if (this.desk.isOver(connection)) connection.end('unauthenticated', 'The session has ended.');
    if (isRequestEvent(event)) {
      void this.request(connection, event, payload, answer ?? (() => undefined));
    } else if (isSignalEvent(event)) {
      this.signal(connection, event, payload).catch(() => undefined);
    } else {
      answer?.(refusal(new DomainError('not_found', 'There is no such event.')));
    }
  }

  private async request<Event extends RequestEvent>(
    connection: Connection,
    event: Event,
    payload: unknown,
    answer: Answer,
  ): Promise<void> {
    connection.beginRequest();
    try {
      if (connection.isLeaving) throw leaving();
      if (connection.isEnded) throw new DomainError('unauthenticated', 'The session has ended.');
      const data = validate(requestEvents[event].payload, payload);
      this.activity.note(connection.user);
      const handle: (from: Connection, data: never, answer: Answer) => Promise<void> = this.events.requests[event];
      // The table's types tie each payload to its handler; TypeScript cannot follow that through an index.
      await handle(connection, data as never, (dataJson) => answer(`{"data":${dataJson}}`));
    } catch (error) {
      const domainError = this.toDomainError(error);
      answer(refusal(domainError));
      if (domainError.code === 'rate_limited' && noteRefusal(connection, performance.now())) {
        connection.end('rate_limited', 'Too many requests in spite of the answers.');
      }
    } finally {
      connection.endRequest();
    }
  }

  private async signal<Event extends SignalEvent>(
    connection: Connection,
    event: Event,
    payload: unknown,
  ): Promise<void> {
    if (connection.isEnded) return;
    const { roomId } = validate(signalEvents[event].payload, payload);
    this.activity.note(connection.user);
    await this.events.signals[event](connection, roomId);
  }

  private get callerLimits(): CallerLimits {
    const limits = this.events.callerLimits;
    return this.limiter.isOff ? { ...limits, messagesPerSecond: 1_000_000, messageBurst: 1_000_000 } : limits;
  }

  private toDomainError(error: unknown): DomainError {
    if (error instanceof DomainError && error.code !== 'internal') return error;
    this.log.error(describeError(error), 'An event failed.');
    return new DomainError('internal', 'Something went wrong on our side.', { cause: error });
  }
}

/** Nothing was done yet: the client repeats it on the node that it goes to. */
function leaving(): DomainError {
  return unavailable(new Error('The socket is leaving.'), 100);
}

function refusal(error: DomainError): string {
  const answer: Acknowledgement<never> = { error: error.toSocketError() };
  return JSON.stringify(answer);
}

/** Socket.IO sends `message` and `data` of the error in its CONNECT_ERROR packet. */
function toConnectError(error: DomainError): Error {
  return Object.assign(new Error(error.code), { data: error.toSocketError() });
}

function isRequestEvent(event: unknown): event is RequestEvent {
  return typeof event === 'string' && Object.hasOwn(requestEvents, event);
}

function isSignalEvent(event: unknown): event is SignalEvent {
  return typeof event === 'string' && Object.hasOwn(signalEvents, event);
}
