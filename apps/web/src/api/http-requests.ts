import { problemSchema } from '@tertulia/contract';
import type * as z from 'zod/mini';
import { RequestError } from './request-error.js';

const TIMEOUT_MS = 10_000;

interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
}

/** Requests over HTTP: every answer is checked, every request ends in time. */
export class HttpRequests {
  constructor(
    readonly baseUrl: string,
    private readonly token: () => string | undefined,
  ) {}

  /** @throws {RequestError} the server's refusal, `unreachable`, or `internal` for an answer that does not fit the schema. */
  async ask<Schema extends z.ZodMiniType>(schema: Schema, request: Request): Promise<z.output<Schema>> {
    const response = await this.send(request);
    const answer = schema.safeParse(await readJson(response));
    if (!answer.success)
      throw new RequestError('internal', `An unexpected answer from ${request.method} ${request.path}.`);
    return answer.data;
  }

  /** The same without a look at the body of the answer. */
  async send({ method, path, body }: Request): Promise<Response> {
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
  if (problem.success) {
    const { code, detail, retryAfterMs, issues } = problem.data;
    return new RequestError(code, detail, retryAfterMs, issues);
  }
  // A proxy in between answered instead of the API.
  const code = response.status === 429 ? 'rate_limited' : response.status >= 500 ? 'unavailable' : 'internal';
  return new RequestError(code, `HTTP ${response.status}`);
}
