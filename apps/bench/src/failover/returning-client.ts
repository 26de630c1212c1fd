import * as z from 'zod/mini';
import { EngineClient } from '../load/engine-client.js';
import { benchText } from '../load/publisher.js';
import { delay } from '../load/waiting.js';
import { attemptDelay, type Cause } from './back-off.js';
import { type Arrival, RoomAccount } from './room-account.js';
import type { Tally } from './tally.js';

const CONNECT_LIMIT_MS = 10_000;
const ANSWER_LIMIT_MS = 8_000;
/** A connection that did not last as long as this does not end a row of failures. */
const STABLE_MS = 10_000;
const SEND_AGAIN_MS = 250;

const messageSchema = z.object({ version: z.number(), clientMessageId: z.string(), createdAt: z.string() });
const pushSchema = z.object({ version: z.number(), message: messageSchema });
const positionSchema = z.object({ version: z.number() });
const drainingSchema = z.object({ reconnectInMs: z.number() });
const readySchema = z.object({ instanceId: z.string() });
const joinedSchema = z.object({
  data: z.object({
    version: z.number(),
    reset: z.boolean(),
    messages: z.array(messageSchema),
    changes: z.array(messageSchema),
  }),
});
const storedSchema = z.object({ data: z.object({ message: z.object({ version: z.number() }) }) });

/** One of a crowd: in one room, back by itself when it loses its node, as the web app is. */
export class ReturningClient {
  readonly account = new RoomAccount();
  /** When it was last joined, and so knew all there was. */
  joinedAt = 0;
  instanceId = '';
  private client: EngineClient | undefined;
  private isJoined = false;
  private leftAt = 0;
  /** The connection whose join is under way. */
  private joining: EngineClient | undefined;
  /** Number of the current attempt; what an earlier one still says is not heard. */
  private current = 0;
  private isClosed = false;
  private failures = 0;
  private connectedAt = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly url: string,
    private readonly token: string,
    readonly roomId: string,
    private readonly tally: Tally,
  ) {}

  get isIn(): boolean {
    return this.isJoined;
  }

  /** Connects and joins; from then on it comes back by itself. */
  start(): void {
    void this.attempt();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.client?.cut();
  }

  /** Sends until it is stored, under the same name; gives its version, or null when it was not within the limit. */
  async send(name: string, limitMs: number): Promise<number | null> {
    const deadline = Date.now() + limitMs;
    const payload = { roomId: this.roomId, clientMessageId: name, text: benchText };
    while (Date.now() < deadline) {
      const answer = this.isJoined
        ? await this.client?.request('message:send', payload, ANSWER_LIMIT_MS).catch(() => null)
        : null;
      const stored = z.safeParse(storedSchema, answer);
      if (stored.success) return stored.data.data.message.version;
      await delay(SEND_AGAIN_MS * (0.5 + Math.random()));
    }
    return null;
  }

  private async attempt(): Promise<void> {
    if (this.isClosed) return;
    this.current += 1;
    const own = this.current;
    this.noteAbsence();
    this.client?.cut();
    this.account.beginConnection();
    try {
      this.client = await EngineClient.connect({
        url: this.url,
        token: this.token,
        connectTimeoutMs: CONNECT_LIMIT_MS,
        onEvent: (name, payload) => own === this.current && this.takeEvent(name, payload),
        onClose: (reason) => own === this.current && this.handleClose(reason),
      });
    } catch (error) {
      this.tally.addFailure(error instanceof Error ? error.message : String(error));
      this.failures += 1;
      this.comeBack({ kind: 'lost' });
      return;
    }
    this.connectedAt = Date.now();
    if (this.isClosed) this.client.cut();
    else await this.join();
  }

  private handleClose(reason: string): void {
    this.noteAbsence();
    if (this.isClosed) return;
    this.failures = Date.now() - this.connectedAt >= STABLE_MS ? 0 : this.failures + 1;
    // A node that leaves has said when to come back; its closing changes nothing about that.
    if (this.timer === undefined)
      this.comeBack({ kind: reason === 'disconnected by the server' ? 'sent-away' : 'lost' });
  }

  private noteAbsence(): void {
    if (this.isJoined) this.leftAt = Date.now();
    this.isJoined = false;
  }

  private comeBack(cause: Cause, inMs = attemptDelay(cause, this.failures)): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.attempt();
    }, inMs);
  }

  /** Asks for everything after what is known. */
  private async join(): Promise<void> {
    const asked = this.client;
    if (asked === undefined || this.joining === asked) return;
    this.joining = asked;
    const after = this.account.position;
    const payload = { roomId: this.roomId, ...(after !== null && { afterVersion: after }) };
    const answer = await asked.request('room:join', payload, ANSWER_LIMIT_MS).catch(() => null);
    if (this.joining === asked) this.joining = undefined;
    if (asked !== this.client || !asked.isConnected) return;
    const joined = z.safeParse(joinedSchema, answer);
    if (!joined.success) {
      asked.cut();
      return;
    }
    const { version, reset, messages, changes } = joined.data.data;
    const isReload = reset || after === null;
    const now = Date.now();
    this.account.takeCaught({ version, isReload, arrivals: (isReload ? messages : changes).map(toArrival) }, now);
    if (!this.isJoined && this.leftAt > 0) this.tally.absences.push(now - this.leftAt);
    this.isJoined = true;
    this.joinedAt = now;
  }

  private takeEvent(name: string, payload: unknown): void {
    if (name === 'message:created') {
      const { version, message } = z.parse(pushSchema, payload);
      this.account.takePush({ ...toArrival(message), version }, Date.now());
      if (this.isJoined && this.account.hasHole) void this.join();
    } else if (name === 'room:position') {
      const { version } = z.parse(positionSchema, payload);
      if (this.isJoined && version > (this.account.position ?? 0)) void this.join();
    } else if (name === 'session:ready') {
      this.instanceId = z.parse(readySchema, payload).instanceId;
      this.tally.addHandshake(Date.now(), this.instanceId);
    } else if (name === 'server:draining') {
      this.comeBack({ kind: 'lost' }, z.parse(drainingSchema, payload).reconnectInMs);
    }
  }
}

function toArrival({ version, clientMessageId, createdAt }: z.infer<typeof messageSchema>): Arrival {
  return { version, name: clientMessageId, storedAt: Date.parse(createdAt) };
}
