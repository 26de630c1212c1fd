import {
  type RequestData,
  type RequestEvent,
  requestEvents,
  type RequestInput,
  type ServerEvent,
  type SignalEvent,
  socketErrorSchema,
} from '@tertulia/contract';
import { io, type Socket } from 'socket.io-client';
import * as z from 'zod/mini';
import { RequestError } from '../api/request-error.js';
import { attemptDelay, type Cause, readRetryAfter, transportsFor, wasStable } from './reconnecting.js';
import { type EventListener, ServerEvents } from './server-events.js';
import { Waking } from './waking.js';

/** How the connection stands: `connecting` before the first failure, `offline` after it, `ended` when the server wants no more of this session. */
export type ConnectionState = 'connecting' | 'connected' | 'offline' | 'ended';

const ACK_TIMEOUT_MS = 8_000;

/** Any acknowledgement has one of the two. */
const refusalSchema = z.object({ error: socketErrorSchema });
const dataSchema = z.object({ data: z.unknown() });

/**
 * The one connection to the server: typed and checked events, requests that are always answered or fail in time, and a
 * state to show. It never buffers: what cannot be sent now is refused with `unreachable`, and the caller's own queue decides.
 */
export class ChatSocket {
  private readonly socket: Socket;
  private readonly events = new ServerEvents();
  private readonly stateListeners = new Set<() => void>();
  private current: ConnectionState = 'connecting';
  private returnTimer: ReturnType<typeof setTimeout> | undefined;
  private returnAt: number | undefined;
  /** The server said when to come back, which nothing that happens until then changes. */
  private isExpected = false;
  /** Attempts in a row that led to nothing. */
  private failures = 0;
  private connectedAt = 0;
  private hasWorked = false;
  private readonly waking = new Waking(() => this.handleWaking());

  constructor(url: string, token: string) {
    this.socket = io(url || window.location.origin, {
      auth: { token },
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      // The attempts are made here, so that it can be said when the next one is.
      reconnection: false,
      timeout: 10_000,
      forceNew: true,
    });
    this.socket.on('connect', () => this.handleConnect());
    this.socket.on('disconnect', (reason) => this.handleDisconnect(reason));
    this.socket.on('connect_error', (error) => this.handleConnectError(error));
    this.socket.onAny((event: unknown, payload: unknown) => this.events.receive(event, payload));
    this.on('server:draining', ({ reconnectInMs }) => {
      this.isExpected = true;
      this.comeBackIn(reconnectInMs);
    });
    this.on('session:ended', ({ code }) => {
      if (code === 'unauthenticated') this.end();
    });
    window.addEventListener('online', this.handleOnline);
    window.addEventListener('offline', this.handleOffline);
  }

  get state(): ConnectionState {
    return this.current;
  }

  /** When the next attempt begins, by the clock of this browser; nothing while one is under way or none is needed. */
  get nextAttemptAt(): number | undefined {
    return this.returnAt;
  }

  /** Calls back on every change of the state. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  };

  on<Event extends ServerEvent>(event: Event, listener: EventListener<Event>): () => void {
    return this.events.on(event, listener);
  }

  /**
   * Sends a request and waits for its acknowledgement.
   * @throws {RequestError} the server's refusal, or `unreachable` without an answer in time.
   */
  async request<Event extends RequestEvent>(event: Event, payload: RequestInput<Event>): Promise<RequestData<Event>> {
    if (!this.socket.connected) throw new RequestError('unreachable', 'There is no connection.');
    let answer: unknown;
    try {
      answer = await this.socket.timeout(ACK_TIMEOUT_MS).emitWithAck(event, payload);
    } catch {
      throw new RequestError('unreachable', `No answer to ${event}.`);
    }
    const refusal = refusalSchema.safeParse(answer);
    if (refusal.success) {
      const { code, message, retryAfterMs, issues } = refusal.data.error;
      throw new RequestError(code, message, retryAfterMs, issues);
    }
    const given = dataSchema.safeParse(answer);
    // The schema of this very event, which TypeScript cannot follow through an index.
    const schema = requestEvents[event].data as unknown as z.ZodMiniType<RequestData<Event>>;
    const data = schema.safeParse(given.success ? given.data.data : undefined);
    if (!data.success) throw new RequestError('internal', `An unexpected answer to ${event}.`);
    return data.data;
  }

  /** Sends a hint that nobody answers; dropped while there is no connection. */
  signal(event: SignalEvent, roomId: string): void {
    if (this.socket.connected) this.socket.emit(event, { roomId });
  }

  /** Tries to connect at once instead of waiting for the next turn. */
  readonly retryNow = (): void => {
    if (this.current === 'ended' || this.socket.connected) return;
    this.reconnect();
  };

  /** Closes for good; the object is not used afterwards. */
  close(): void {
    this.stopReturn();
    this.waking.close();
    window.removeEventListener('online', this.handleOnline);
    window.removeEventListener('offline', this.handleOffline);
    this.stateListeners.clear();
    this.socket.offAny();
    this.socket.disconnect();
  }

  /** The browser lost its network: an open socket would only seem to be one. The attempts go on, in case it is mistaken. */
  private readonly handleOffline = (): void => {
    if (this.current === 'ended') return;
    this.setState('offline');
    this.reconnect();
  };

  /** There is a network again, perhaps another one: what is under way on the old one leads nowhere. */
  private readonly handleOnline = (): void => {
    if (this.current !== 'ended' && !this.socket.connected) this.comeBack({ kind: 'waking' });
  };

  /** Somebody looks: nobody waits for a turn that is far away. */
  private handleWaking(): void {
    this.failures = 0;
    if (this.returnAt !== undefined && !this.isExpected && !this.socket.connected) this.comeBack({ kind: 'waking' });
  }

  /** The socket there was ends before the next one begins. */
  private reconnect(): void {
    this.stopReturn();
    const { opts } = this.socket.io;
    opts.transports = transportsFor(this.hasWorked, this.failures);
    this.socket.disconnect().connect();
  }

  private handleConnect(): void {
    this.connectedAt = Date.now();
    this.hasWorked ||= this.socket.io.engine.transport.name === 'websocket';
    this.setState('connected');
  }

  private handleDisconnect(reason: string): void {
    if (this.current === 'ended') return;
    const wasConnected = this.current === 'connected';
    this.setState(navigator.onLine ? 'connecting' : 'offline');
    // Our own closing is the first half of an attempt.
    if (this.isExpected || reason === 'io client disconnect') return;
    if (wasConnected) this.failures = wasStable(Date.now() - this.connectedAt) ? 0 : this.failures + 1;
    // Closed by the server's wish: whoever it closed comes back spread out.
    if (reason === 'io server disconnect') this.comeBack({ kind: 'sent-away' });
    else this.comeBack(this.lossOrWaking());
  }

  private handleConnectError(error: Error): void {
    const refusal = socketErrorSchema.safeParse('data' in error ? error.data : undefined);
    if (refusal.success && refusal.data.code === 'unauthenticated') {
      this.end();
      return;
    }
    this.failures += 1;
    this.setState('offline');
    const retryAfterMs = refusal.success ? (refusal.data.retryAfterMs ?? 0) : readRetryAfter(error);
    this.comeBack(retryAfterMs === undefined ? this.lossOrWaking() : { kind: 'refused', retryAfterMs });
  }

  private lossOrWaking(): Cause {
    return { kind: this.waking.takeFresh() ? 'waking' : 'lost' };
  }

  private comeBack(cause: Cause): void {
    this.comeBackIn(attemptDelay(cause, this.failures, Math.random));
  }

  /** One timer at a time. */
  private comeBackIn(milliseconds: number): void {
    this.stopTimer();
    this.returnAt = Date.now() + milliseconds;
    this.returnTimer = setTimeout(() => {
      if (this.current !== 'ended') this.reconnect();
    }, milliseconds);
  }

  private stopReturn(): void {
    this.isExpected = false;
    this.stopTimer();
  }

  private stopTimer(): void {
    clearTimeout(this.returnTimer);
    this.returnAt = undefined;
  }

  private end(): void {
    this.stopReturn();
    this.setState('ended');
    this.socket.disconnect();
  }

  private setState(state: ConnectionState): void {
    if (state === 'connected') this.stopReturn();
    if (state === this.current) return;
    this.current = state;
    for (const listener of this.stateListeners) listener();
  }
}
