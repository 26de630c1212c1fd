import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { HttpAnswer } from './http-event.js';
import { corsHeaders, type HttpSettings } from './http-settings.js';
import { Throttle } from './throttle.js';

/** What API Gateway would end a call after. */
const CALL_MS = 29_000;
const REQUEST_MS = 10_000;

/** What the adapter needs: the function, and the settings that stand in front of it in production. */
export interface HttpAdapterParts {
  handler: (event: unknown, context: { getRemainingTimeInMillis(): number }) => Promise<HttpAnswer>;
  settings: HttpSettings;
  port: number;
  /** Clock of the throttle, in milliseconds. */
  now?: () => number;
}

/** A running adapter. */
export interface HttpAdapter {
  url: string;
  close(): Promise<void>;
}

/**
 * Stands for API Gateway on this machine: turns requests into events of payload format 2.0, answers preflights, adds what CORS
 * needs to every answer, also to refusals, and throttles, all by the settings that the infrastructure uses. Loopback only.
 */
export async function startHttpAdapter(parts: HttpAdapterParts): Promise<HttpAdapter> {
  const throttle = new Throttle(parts.settings.throttle, parts.now);
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    void answerRequest(parts, throttle, request).then(
      (answer) => send(response, answer),
      () => send(response, { ...plain(500, 'Internal Server Error'), headers: headersFor(parts, request) }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(parts.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : parts.port;
  return {
    url: `http://127.0.0.1:${port}${parts.settings.path}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerRequest(
  parts: HttpAdapterParts,
  throttle: Throttle,
  request: IncomingMessage,
): Promise<HttpAnswer> {
  const { settings, handler } = parts;
  const cors = headersFor(parts, request);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const body = await readBody(request, settings.bodyBytes);
  const refuse = (status: number, message: string): HttpAnswer => {
    const answer = plain(status, message);
    return { ...answer, headers: { ...answer.headers, ...cors } };
  };
  // The gateway answers a preflight itself: to a stranger without the headers that would let it go on.
  if (request.method === 'OPTIONS') return { statusCode: 204, headers: cors, body: '' };
  if (url.pathname !== settings.path) return refuse(404, 'Not Found');
  if (body === undefined) return refuse(413, 'Request Entity Too Large');
  if (!throttle.take()) {
    const answer = refuse(429, 'Too Many Requests');
    return { ...answer, headers: { ...answer.headers, 'retry-after': '1' } };
  }
  const endsAt = performance.now() + CALL_MS;
  const event = toEvent(request, url, body);
  const answer = await within(handler(event, { getRemainingTimeInMillis: () => endsAt - performance.now() }));
  return answer ? { ...answer, headers: { ...answer.headers, ...cors } } : refuse(503, 'Service Unavailable');
}

function headersFor({ settings }: HttpAdapterParts, request: IncomingMessage): Record<string, string> {
  return corsHeaders(settings, request.headers.origin, request.method === 'OPTIONS');
}

/** @returns undefined for a call that takes longer than the gateway waits. */
async function within<Value>(work: Promise<Value>): Promise<Value | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), CALL_MS);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** @returns undefined for a body that is too large; it is read to its end, so that the answer arrives. */
async function readBody(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes <= most) chunks.push(chunk);
  }
  return bytes <= most ? Buffer.concat(chunks) : undefined;
}

/** Text comes as it is and everything else as base64, as the gateway does it. */
function toEvent(request: IncomingMessage, url: URL, body: Buffer): object {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );
  const method = request.method ?? 'GET';
  const isText = /^(?:application\/json|text\/)/i.test(request.headers['content-type'] ?? '');
  const now = new Date();
  return {
    version: '2.0',
    routeKey: `${method} ${url.pathname}`,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: request.headers.host ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method,
        path: url.pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: `${method} ${url.pathname}`,
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** What the gateway itself says, in its own form. */
function plain(statusCode: number, message: string): HttpAnswer {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}

function send(response: ServerResponse, { statusCode, headers, body }: HttpAnswer): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(statusCode, headers).end(body);
}
