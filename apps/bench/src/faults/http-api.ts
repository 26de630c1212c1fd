import http from 'node:http';
import {
  type ChangesPage,
  changesPageSchema,
  type ErrorCode,
  type Message,
  type MessagePage,
  messagePageSchema,
  messageSchema,
  problemSchema,
  type Room,
  roomSchema,
  type Session,
  sessionSchema,
} from '@tertulia/contract';
import type { Answer } from './answer.js';
import type { Recorder } from './recorder.js';

const TIMEOUT_MS = 5_000;
const LARGEST_BODY = 4 * 1024 * 1024;

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

  enter(displayName: string): Promise<Answer<Session>> {
    return this.ask('POST', '/api/session', sessionSchema, { displayName });
  }

  createRoom(name: string): Promise<Answer<Room>> {
    return this.ask('POST', '/api/rooms', roomSchema, { name });
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
    const parsed = schema.safeParse(parseJson(reply.body));
    if (reply.status < 300 && parsed.success) return { kind: 'ok', data: parsed.data };
    if (reply.status >= 400) return this.refuse(method, path, reply);
    this.recorder.addMalformed(`${method} ${path} answered ${reply.status} with ${reply.body.slice(0, 200)}`);
    return { kind: 'unknown', reason: 'malformed' };
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
