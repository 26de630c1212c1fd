import http from 'node:http';
import {
  type ChangesPage,
  changesPageSchema,
  type ErrorCode,
  limits,
  memberSchema,
  type Message,
  type MessagePage,
  messagePageSchema,
  messageSchema,
  notificationPageSchema,
  problemSchema,
  type Room,
  roomSchema,
  type Session,
  sessionSchema,
} from '@tertulia/contract';
import * as z from 'zod/mini';
import type { Answer } from './answer.js';
import type { Recorder } from './recorder.js';

const TIMEOUT_MS = 5_000;
const LARGEST_BODY = 4 * 1024 * 1024;

const roomListSchema = z.object({ items: z.array(roomSchema) });

interface Reply {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

interface Parser<Data> {
  safeParse: (value: unknown) => { success: true; data: Data } | { success: false; error: unknown };
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** The HTTP side of a client: each request bounded in time, each answer held against the contract. */
export class HttpApi {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

  constructor(
    readonly baseUrl: string,
    private readonly recorder: Recorder,
    private readonly token?: string,
  ) {}

  withToken(token: string): HttpApi {
    return new HttpApi(this.baseUrl, this.recorder, token);
  }

  /** The same person, asking another process. */
  at(baseUrl: string): HttpApi {
    return new HttpApi(baseUrl, this.recorder, this.token);
  }

  enter(displayName: string): Promise<Answer<Session>> {
    return this.ask('POST', '/api/session', sessionSchema, { displayName });
  }

  createRoom(name: string, visibility: 'public' | 'private' = 'public'): Promise<Answer<Room>> {
    return this.ask('POST', '/api/rooms', roomSchema, { name, visibility });
  }

  /** The public rooms and those of the person. */
  listRooms(): Promise<Answer<{ items: Room[] }>> {
    return this.ask('GET', '/api/rooms', roomListSchema);
  }

  getRoom(room: string): Promise<Answer<Room>> {
    return this.ask('GET', `/api/rooms/${room}`, roomSchema);
  }

  listMessages(room: string, query: string): Promise<Answer<MessagePage>> {
    return this.ask('GET', `/api/rooms/${room}/messages?${query}`, messagePageSchema);
  }

  listChanges(room: string, after: number): Promise<Answer<ChangesPage>> {
    return this.ask('GET', `/api/rooms/${room}/changes?after=${after}`, changesPageSchema);
  }

  send(room: string, body: { clientMessageId: string; text: string }): Promise<Answer<Message>> {
    return this.ask('POST', `/api/rooms/${room}/messages`, messageSchema, body);
  }

  edit(room: string, id: string, text: string): Promise<Answer<Message>> {
    return this.ask('PATCH', `/api/rooms/${room}/messages/${id}`, messageSchema, { text });
  }

  remove(room: string, id: string): Promise<Answer<Message>> {
    return this.ask('DELETE', `/api/rooms/${room}/messages/${id}`, messageSchema);
  }

  react(room: string, id: string, emoji: string, isRemoval: boolean): Promise<Answer<Message>> {
    const path = `/api/rooms/${room}/messages/${id}/reactions/${encodeURIComponent(emoji)}`;
    return this.ask(isRemoval ? 'DELETE' : 'PUT', path, messageSchema);
  }

  /** Whether the process answers at all, whatever it depends on. */
  async isAlive(): Promise<boolean> {
    const reply = await this.request('GET', '/api/health/live').catch(() => null);
    return reply?.status === 200;
  }

  /** What the server says about one of its dependencies; empty when it does not answer. */
  async describeHealth(dependency: string): Promise<string> {
    const reply = await this.request('GET', '/api/health/ready').catch(() => null);
    const line = reply?.body.split('\n').find((candidate) => candidate.startsWith(`${dependency}: `));
    return line?.slice(dependency.length + 2) ?? '';
  }

  /** The ids of all notifications there are; null when a page of them could not be read. */
  async listNoteIds(): Promise<string[] | null> {
    const ids: string[] = [];
    for (let cursor = ''; ;) {
      const query = cursor === '' ? '' : `&before=${cursor}`;
      const page = await this.ask(
        'GET',
        `/api/notifications?limit=${limits.notificationsPage}${query}`,
        notificationPageSchema,
      );
      if (page.kind !== 'ok') return null;
      ids.push(...page.data.items.map(({ id }) => id));
      if (page.data.nextCursor === null) return ids;
      cursor = page.data.nextCursor;
    }
  }

  /** Whether somebody is listed as present in a room; false when nobody could be asked. */
  async isOnline(room: string, userId: string): Promise<boolean> {
    const answer = await this.ask('GET', `/api/rooms/${room}/members`, z.object({ items: z.array(memberSchema) }));
    return answer.kind === 'ok' && answer.data.items.some(({ user, online }) => user.id === userId && online);
  }

  /** Whether the server says that it is ready; any failure is a no. */
  async isReady(): Promise<boolean> {
    const reply = await this.request('GET', '/api/health/ready').catch(() => null);
    return reply?.status === 200;
  }

  close(): void {
    this.agent.destroy();
  }

  private async ask<Data>(method: Method, path: string, schema: Parser<Data>, body?: unknown): Promise<Answer<Data>> {
    let reply: Reply;
    try {
      reply = await this.request(method, path, body);
    } catch (error) {
      return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
    }
    this.countCache(reply.headers['x-cache']);
    const parsed = schema.safeParse(parseJson(reply.body));
    if (reply.status < 300 && parsed.success) return { kind: 'ok', data: parsed.data };
    if (reply.status >= 400) return this.refuse(method, path, reply);
    this.recorder.addMalformed(`${method} ${path} answered ${reply.status} with ${reply.body.slice(0, 200)}`);
    return { kind: 'unknown', reason: 'malformed' };
  }

  private countCache(told: string | string[] | undefined): void {
    if (told === 'hit') this.recorder.totals.cacheHits += 1;
    if (told === 'miss') this.recorder.totals.cacheMisses += 1;
  }

  private refuse(method: Method, path: string, reply: Reply): Answer<never> {
    const problem = problemSchema.safeParse(parseJson(reply.body));
    const hasRetryAfter = reply.headers['retry-after'] !== undefined;
    const code: ErrorCode | 'none' = problem.success ? problem.data.code : 'none';
    const detail = `${method} ${path}: ${reply.body.slice(0, 200)}`;
    this.recorder.addRefusal({ code, status: reply.status, hasRetryAfter, detail });
    if (!problem.success) return { kind: 'unknown', reason: detail };
    return { kind: 'refused', code: problem.data.code, retryAfterMs: problem.data.retryAfterMs, detail };
  }

  private request(method: Method, path: string, body?: unknown): Promise<Reply> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const headers: http.OutgoingHttpHeaders = {
      ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
      ...(payload === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
    };
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const request = http.request(
        new URL(path, this.baseUrl),
        { method, headers, agent: this.agent, signal },
        (response) => {
          const parts: Buffer[] = [];
          let size = 0;
          response.on('data', (part: Buffer) => {
            size += part.length;
            if (size > LARGEST_BODY) response.destroy(new Error('The answer is too large.'));
            else parts.push(part);
          });
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(parts).toString('utf8'),
            }),
          );
        },
      );
      request.on('error', reject);
      request.end(payload);
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
