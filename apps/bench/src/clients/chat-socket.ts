import { io, type Socket } from 'socket.io-client';
import * as z from 'zod/mini';
import {
  type Joined,
  joinedSchema,
  type Message,
  type MessageChange,
  requestEvents,
  serverEvents,
  socketErrorSchema,
} from '@tertulia/contract';
import type { Answer } from './answer.js';
import type { Random } from './random.js';
import type { Recorder } from './recorder.js';

const ACKNOWLEDGEMENT_MS = 5_000;

/** What a socket tells its owner. */
export interface SocketListener {
  handleConnect: (connection: number) => void;
  handleChange: (connection: number, change: MessageChange) => void;
  handlePosition: (roomId: string, version: number) => void;
}

/** Who wants to hear that this person was named. */
export interface NoteListener {
  handleConnect: (connection: number) => void;
  handleNote: (connection: number, notificationId: string) => void;
}

interface Parser<Data> {
  safeParse: (value: unknown) => { success: true; data: Data } | { success: false; error: unknown };
}

const failureSchema = z.object({ error: socketErrorSchema });

/** The socket of one client: comes back by itself, answers every request within a limit, checks all that it receives. */
export class ChatSocket {
  private readonly socket: Socket;
  private listener: SocketListener | null = null;
  private noteListener: NoteListener | null = null;
  private isReady = false;
  private again: NodeJS.Timeout | null = null;
  private instanceId: string | null = null;
  /** Number of the current connection, 1 for the first. */
  connection = 0;
  /** How often a node said that it is leaving. */
  farewells = 0;
  /** How often a connection ended so far. */
  disconnects = 0;

  constructor(
    baseUrl: string,
    token: string,
    private readonly recorder: Recorder,
    private readonly random: Random,
  ) {
    this.socket = io(baseUrl, {
      auth: { token },
      transports: ['websocket'],
      autoConnect: false,
      forceNew: true,
      timeout: 4_000,
      reconnectionDelay: 200,
      reconnectionDelayMax: 1_500,
      randomizationFactor: 0.5,
    });
    this.listen();
  }

  get isConnected(): boolean {
    return this.socket.connected;
  }

  /** The node that it is on. */
  get instance(): string | null {
    return this.socket.connected ? this.instanceId : null;
  }

  setListener(listener: SocketListener): void {
    this.listener = listener;
  }

  setNoteListener(listener: NoteListener): void {
    this.noteListener = listener;
  }

  connect(): void {
    this.socket.connect();
  }

  close(): void {
    if (this.again) clearTimeout(this.again);
    this.listener = null;
    this.noteListener = null;
    this.socket.removeAllListeners();
    this.socket.disconnect();
  }

  join(roomId: string, afterVersion: number | null): Promise<Answer<Joined>> {
    return this.ask('room:join', { roomId, ...(afterVersion === null ? {} : { afterVersion }) }, joinedSchema);
  }

  async askMessage(
    event: 'message:send' | 'message:edit' | 'message:delete' | 'message:react',
    payload: object,
  ): Promise<Answer<Message>> {
    if (event !== 'message:send') return unwrap(await this.ask(event, payload, requestEvents[event].data));
    const answer = await this.ask(event, payload, requestEvents[event].data);
    if (answer.kind === 'ok' && answer.data.replayed) this.recorder.totals.replayed += 1;
    return unwrap(answer);
  }

  private async ask<Data>(event: string, payload: object, schema: Parser<Data>): Promise<Answer<Data>> {
    if (!this.socket.connected) return { kind: 'unknown', reason: 'not connected' };
    const asked = this.connection;
    let raw: unknown;
    try {
      raw = await this.socket.timeout(ACKNOWLEDGEMENT_MS).emitWithAck(event, payload);
    } catch (error) {
      this.recorder.totals.unknownAttempts += 1;
      // Silence for so long means a dead connection, long before the heartbeat would find it.
      if (this.socket.connected && this.connection === asked) this.socket.io.engine.close();
      return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
    }
    const success = z.object({ data: z.unknown() }).safeParse(raw);
    const data = success.success ? schema.safeParse(success.data.data) : null;
    if (data?.success) return { kind: 'ok', data: data.data };
    const failure = failureSchema.safeParse(raw);
    if (failure.success) {
      const { code, message: detail, retryAfterMs } = failure.data.error;
      this.recorder.addRefusal({ code, detail: `${event}: ${detail}` });
      return { kind: 'refused', code, retryAfterMs, detail };
    }
    this.recorder.addMalformed(`${event} was answered with ${JSON.stringify(raw).slice(0, 200)}`);
    return { kind: 'unknown', reason: 'malformed' };
  }

  private listen(): void {
    this.socket.on('connect', () => this.handleConnect());
    this.socket.on('session:ready', (raw: unknown) => {
      const ready = this.parse('session:ready', serverEvents['session:ready'], raw);
      this.isReady = ready !== null;
      this.instanceId = ready?.instanceId ?? null;
      if (ready) this.recorder.shownTimes.push(Date.parse(ready.serverTime) - Date.now());
    });
    this.socket.on('server:draining', (raw: unknown) => {
      const draining = this.parse('server:draining', serverEvents['server:draining'], raw);
      if (draining) this.leaveIn(draining.reconnectInMs);
    });
    for (const event of ['message:created', 'message:updated', 'message:deleted'] as const) {
      this.socket.on(event, (raw: unknown) => {
        if (!this.isReady) this.recorder.addMalformed(`${event} came before session:ready`);
        const change = this.parse(event, serverEvents[event], raw);
        if (change) this.listener?.handleChange(this.connection, change);
      });
    }
    this.socket.on('room:position', (raw: unknown) => {
      this.recorder.totals.positions += 1;
      const position = this.parse('room:position', serverEvents['room:position'], raw);
      if (position) this.listener?.handlePosition(position.roomId, position.version);
    });
    this.socket.on('notification:created', (raw: unknown) => {
      const told = this.parse('notification:created', serverEvents['notification:created'], raw);
      if (told) this.noteListener?.handleNote(this.connection, told.notification.id);
    });
    // Socket.IO does not come back by itself when the server refused the handshake or closed the socket on purpose.
    this.socket.on('connect_error', () => this.comeBack());
    this.socket.on('disconnect', () => {
      this.disconnects += 1;
      this.comeBack();
    });
  }

  private handleConnect(): void {
    this.connection += 1;
    this.isReady = false;
    this.instanceId = null;
    this.recorder.arrivals.push(Date.now());
    if (this.connection > 1) this.recorder.totals.reconnects += 1;
    this.listener?.handleConnect(this.connection);
    this.noteListener?.handleConnect(this.connection);
  }

  /** The node is leaving: comes back after the delay that it was given, no sooner when it is cut off before. */
  private leaveIn(delayMs: number): void {
    this.farewells += 1;
    this.recorder.drainings.push(delayMs);
    if (this.again) clearTimeout(this.again);
    this.socket.io.reconnection(false);
    this.again = setTimeout(() => {
      this.socket.disconnect();
      this.again = null;
      this.socket.io.reconnection(true);
      this.socket.connect();
    }, delayMs);
  }

  private comeBack(): void {
    if (this.socket.active || this.again) return;
    this.again = setTimeout(
      () => {
        this.again = null;
        this.socket.connect();
      },
      this.random.between(200, 1_000),
    );
  }

  private parse<Data>(event: string, schema: Parser<Data>, raw: unknown): Data | null {
    const parsed = schema.safeParse(raw);
    if (parsed.success) return parsed.data;
    this.recorder.addMalformed(`${event} was ${JSON.stringify(raw).slice(0, 200)}`);
    return null;
  }
}

function unwrap(answer: Answer<{ message: Message }>): Answer<Message> {
  return answer.kind === 'ok' ? { kind: 'ok', data: answer.data.message } : answer;
}
