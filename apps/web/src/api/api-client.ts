import {
  type ChangesPage,
  changesPageSchema,
  type CreateRoom,
  type Message,
  messagePageSchema,
  type MessagePage,
  messageSchema,
  problemSchema,
  type Room,
  roomSchema,
  type SendMessage,
  type Session,
  sessionSchema,
} from '@tertulia/contract';
import * as z from 'zod/mini';
import { RequestError } from './request-error.js';

const TIMEOUT_MS = 10_000;
const roomListSchema = z.object({ items: z.array(roomSchema) });

interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
}

/** The HTTP side of the contract: every answer is checked, every request ends in time. */
export class ApiClient {
  constructor(
    readonly baseUrl: string,
    private readonly token: () => string | undefined,
  ) {}

  enter(displayName: string | undefined): Promise<Session> {
    return this.request(sessionSchema, {
      method: 'POST',
      path: '/api/session',
      body: displayName ? { displayName } : {},
    });
  }

  async leave(): Promise<void> {
    await this.fetch({ method: 'DELETE', path: '/api/session' });
  }

  async listRooms(): Promise<Room[]> {
    return (await this.request(roomListSchema, { method: 'GET', path: '/api/rooms' })).items;
  }

  getRoom(ref: string): Promise<Room> {
    return this.request(roomSchema, { method: 'GET', path: `/api/rooms/${encodeURIComponent(ref)}` });
  }

  createRoom(room: CreateRoom): Promise<Room> {
    return this.request(roomSchema, { method: 'POST', path: '/api/rooms', body: room });
  }

  /** The newest messages, or those before a `seq`. */
  listMessages(roomId: string, limit: number, before?: number): Promise<MessagePage> {
    const cursor = before === undefined ? '' : `&before=${before}`;
    return this.request(messagePageSchema, {
      method: 'GET',
      path: `/api/rooms/${roomId}/messages?limit=${limit}${cursor}`,
    });
  }

  listChanges(roomId: string, after: number): Promise<ChangesPage> {
    return this.request(changesPageSchema, { method: 'GET', path: `/api/rooms/${roomId}/changes?after=${after}` });
  }

  sendMessage(roomId: string, message: SendMessage): Promise<Message> {
    return this.request(messageSchema, { method: 'POST', path: `/api/rooms/${roomId}/messages`, body: message });
  }

  private async request<Schema extends z.ZodMiniType>(schema: Schema, request: Request): Promise<z.output<Schema>> {
    const response = await this.fetch(request);
    const answer = schema.safeParse(await readJson(response));
    if (!answer.success)
      throw new RequestError('internal', `An unexpected answer from ${request.method} ${request.path}.`);
    return answer.data;
  }

  private async fetch({ method, path, body }: Request): Promise<Response> {
    const token = this.token();
    let response: Response;
    try {
      response = await fetch(this.baseUrl + path, {
        method,
        headers: {
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        cache: 'no-store',
      });
    } catch (error) {
      throw new RequestError('unreachable', error instanceof Error ? error.message : 'No answer.');
    }
    if (!response.ok) throw await toRequestError(response);
    return response;
  }
}

/** A body that breaks off or is no JSON counts as an unexpected answer. */
async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

async function toRequestError(response: Response): Promise<RequestError> {
  const problem = problemSchema.safeParse(await readJson(response));
  if (problem.success) return new RequestError(problem.data.code, problem.data.detail, problem.data.retryAfterMs);
  // A proxy in between answered instead of the API.
  const code = response.status === 429 ? 'rate_limited' : response.status >= 500 ? 'unavailable' : 'internal';
  return new RequestError(code, `HTTP ${response.status}`);
}
