import {
  type RequestData,
  type RequestEvent,
  requestEvents,
  type RequestInput,
  type ServerEvent,
  serverEvents,
  type ServerPayload,
  type SignalEvent,
  socketErrorSchema,
} from '@tertulia/contract';
import { io, type Socket } from 'socket.io-client';
import * as z from 'zod/mini';
import { RequestError } from '../api/request-error.js';

/** How the connection stands: `connecting` before the first failure, `offline` after it, `ended` when the server wants no more of this session. */
export type ConnectionState = 'connecting' | 'connected' | 'offline' | 'ended';

type Listener<Event extends ServerEvent> = (payload: ServerPayload<Event>) => void;
type Listeners = { [Event in ServerEvent]: Set<Listener<Event>> };

const ACK_TIMEOUT_MS = 8_000;
const RETURN_DELAY_MS = 500;
const RETURN_SPREAD_MS = 4_500;
const ATTEMPT_DELAY_MS = 500;
const ATTEMPT_DELAY_MAX_MS = 5_000;

/** Any acknowledgement has one of the two. */
const refusalSchema = z.object({ error: socketErrorSchema });
const dataSchema = z.object({ data: z.unknown() });

/**
 * The one connection to the server: typed and checked events, requests that are always answered or fail in time, and a
 * state to show. It never buffers: what cannot be sent now is refused with `unreachable`, and the caller's own queue decides.
 */
export class ChatSocket {
  private readonly socket: Socket;
  private readonly listeners: Listeners;
  private readonly stateListeners = new Set<() => void>();
  private current: ConnectionState = 'connecting';
  private returnTimer: ReturnType<typeof setTimeout> | undefined;
  private returnAt: number | undefined;
  private attempts = 0;

  constructor(url: string, token: string) {
    this.listeners = emptyListeners();
    this.socket = io(url || window.location.origin, {
      auth: { token },
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      // The attempts are made here, so that it can be said when the next one is.
      reconnection: false,
      timeout: 10_000,
      forceNew: true,
    });
    this.socket.on('connect', () => this.setState('connected'));
    this.socket.on('disconnect', (reason) => this.handleDisconnect(reason));
    this.socket.on('connect_error', (error) => this.handleConnectError(error));
    this.socket.onAny((event: unknown, payload: unknown) => this.receive(event, payload));
    this.on('server:draining', ({ reconnectInMs }) => this.comeBackIn(reconnectInMs));
    this.on('session:ended', ({ code }) => {
      if (code === 'unauthenticated') this.end();
    });
    window.addEventListener('online', this.retryNow);
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

  on<Event extends ServerEvent>(event: Event, listener: Listener<Event>): () => void {
    this.listeners[event].add(listener);
    return () => this.listeners[event].delete(listener);
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
    window.removeEventListener('online', this.retryNow);
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

  private reconnect(): void {
    this.stopReturn();
    this.socket.disconnect().connect();
  }

  private handleDisconnect(reason: string): void {
    if (this.current === 'ended') return;
    this.setState(navigator.onLine ? 'connecting' : 'offline');
    // Closed by the server's wish: whoever it closed comes back spread out.
    if (reason === 'io server disconnect') this.comeBackIn(RETURN_DELAY_MS + Math.random() * RETURN_SPREAD_MS);
    // Our own closing is the first half of an attempt.
    else if (reason !== 'io client disconnect') this.comeBackIn(this.attemptDelay());
  }

  private handleConnectError(error: Error): void {
    const refusal = socketErrorSchema.safeParse('data' in error ? error.data : undefined);
    if (refusal.success && refusal.data.code === 'unauthenticated') {
      this.end();
      return;
    }
    this.setState('offline');
    if (!refusal.success) {
      this.comeBackIn(this.attemptDelay());
      return;
    }
    const wait = refusal.data.retryAfterMs ?? 0;
    this.comeBackIn(Math.min(wait, 60_000) + RETURN_DELAY_MS + Math.random() * RETURN_SPREAD_MS);
  }

  /** Each attempt in a row waits longer, up to a bound, and no two clients wait equally long. */
  private attemptDelay(): number {
    const delay = Math.min(ATTEMPT_DELAY_MS * 2 ** this.attempts, ATTEMPT_DELAY_MAX_MS);
    this.attempts += 1;
    return delay * (0.4 + Math.random() * 1.2);
  }

  /** One timer at a time; every return is spread, so that a node that restarts is not met by all at once. */
  private comeBackIn(milliseconds: number): void {
    this.stopReturn();
    this.returnAt = Date.now() + milliseconds;
    this.returnTimer = setTimeout(() => {
      if (this.current !== 'ended') this.reconnect();
    }, milliseconds);
  }

  private stopReturn(): void {
    clearTimeout(this.returnTimer);
    this.returnAt = undefined;
  }

  private end(): void {
    this.stopReturn();
    this.setState('ended');
    this.socket.disconnect();
  }

  private receive(event: unknown, payload: unknown): void {
    if (typeof event === 'string' && isServerEvent(event)) this.deliver(event, payload);
  }

  /** What does not fit the contract is dropped; for messages the hole in the versions then brings them again. */
  private deliver<Event extends ServerEvent>(event: Event, payload: unknown): void {
    const schema = serverEvents[event] as unknown as z.ZodMiniType<ServerPayload<Event>>;
    const checked = schema.safeParse(payload);
    if (!checked.success) return;
    for (const listener of this.listeners[event]) listener(checked.data);
  }

  private setState(state: ConnectionState): void {
    if (state === 'connected') {
      this.stopReturn();
      this.attempts = 0;
    }
    if (state === this.current) return;
    this.current = state;
    for (const listener of this.stateListeners) listener();
  }
}

function isServerEvent(event: string): event is ServerEvent {
  return Object.hasOwn(serverEvents, event);
}

function emptyListeners(): Listeners {
  // One set for each name of the contract, which `fromEntries` cannot express.
  return Object.fromEntries(Object.keys(serverEvents).map((event) => [event, new Set()])) as unknown as Listeners;
}
