import { type OwnUser, type Problem, problemSchema, type Session, sessionSchema } from '@tertulia/contract';

/** An HTTP answer with its body as data. */
export interface HttpAnswer<Body = unknown> {
  status: number;
  headers: Headers;
  body: Body;
}

/** One person at the HTTP API. */
export class HttpClient {
  constructor(
    readonly url: string,
    readonly token: string,
    readonly user: OwnUser,
  ) {}

  get<Body = unknown>(path: string, headers: Record<string, string> = {}): Promise<HttpAnswer<Body>> {
    return this.send('GET', path, undefined, headers);
  }

  post<Body = unknown>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<HttpAnswer<Body>> {
    return this.send('POST', path, body, headers);
  }

  put<Body = unknown>(path: string, body?: unknown): Promise<HttpAnswer<Body>> {
    return this.send('PUT', path, body);
  }

  patch<Body = unknown>(path: string, body: unknown): Promise<HttpAnswer<Body>> {
    return this.send('PATCH', path, body);
  }

  delete<Body = unknown>(path: string): Promise<HttpAnswer<Body>> {
    return this.send('DELETE', path);
  }

  send<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<HttpAnswer<Body>> {
    return request(this.url, method, path, body, { authorization: `Bearer ${this.token}`, ...headers });
  }
}

/** Enters as a guest. */
export async function enter(url: string, displayName?: string): Promise<HttpClient> {
  const answer = await request(url, 'POST', '/api/session', displayName === undefined ? {} : { displayName });
  const session: Session = sessionSchema.parse(answer.body);
  return new HttpClient(url, session.token, session.user);
}

/** A request without a session. A string is sent as it is, anything else as JSON. The caller says what body it expects. */
export async function request<Body = unknown>(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<HttpAnswer<Body>> {
  const isText = typeof body === 'string';
  const response = await fetch(url + path, {
    method,
    headers: { ...(body !== undefined && !isText && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parse(text) as Body };
}

/** The problem of an answer, checked to have the contract's shape. */
export function problemOf(answer: HttpAnswer): Problem {
  return problemSchema.parse(answer.body);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
