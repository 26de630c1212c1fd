import { randomUUID } from 'node:crypto';
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ErrorCode, INSTANCE_HEADER, type Problem, REQUEST_HEADER } from '@tertulia/contract';
import { PROBLEM_TYPE, retryAfterSeconds } from '../common/problem.filter.js';

const SANE_REQUEST_ID = /^[\w.:-]{1,64}$/;

/** The request's own id if it is a sane token (for tracing through a proxy), else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  if (typeof given === 'string' && SANE_REQUEST_ID.test(given)) return given;
  const made = randomUUID();
  request.headers['x-request-id'] = made;
  return made;
}

/**
 * A response class for `http.createServer` that names the instance before anything else happens to the response: so every
 * answer carries it, whoever writes it (Fastify, Engine.IO's polling, a 404, an error, a static file, an event stream).
 */
export function stampedResponse(instanceId: string): typeof ServerResponse {
  return class StampedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
    constructor(request: Request) {
      super(request);
      // On the request too, for the log; what a client sent under this name is overwritten.
      request.headers['x-instance-id'] = instanceId;
      this.setHeader(INSTANCE_HEADER, instanceId);
      this.setHeader(REQUEST_HEADER, requestIdOf(request));
    }
  };
}

/**
 * Answers to an upgrade are written as text, past any response object: the 101 by ws, a refusal by Engine.IO. This puts
 * the headers behind the status line of the first thing that is written.
 */
export function stampUpgrade(request: IncomingMessage, socket: Duplex, instanceId: string): void {
  const lines = `${INSTANCE_HEADER}: ${instanceId}\r\n${REQUEST_HEADER}: ${requestIdOf(request)}\r\n`;
  const write = socket.write.bind(socket);
  const stamped = (chunk: unknown, ...rest: unknown[]): boolean => {
    Reflect.deleteProperty(socket, 'write');
    const text =
      typeof chunk === 'string' && chunk.startsWith('HTTP/1.1 ') ? chunk.replace('\r\n', `\r\n${lines}`) : chunk;
    return Reflect.apply(write, socket, [text, ...rest]);
  };
  Reflect.set(socket, 'write', stamped);
}

/** A whole raw answer, for errors below HTTP handlers: a broken request, or an upgrade to nowhere. */
export function rawAnswer(
  status: string,
  code: ErrorCode,
  detail: string,
  instanceId: string,
  requestId: string = randomUUID(),
  retryAfterMs?: number,
): string {
  const body = rawProblem(status, code, detail, requestId, retryAfterMs);
  return [
    `HTTP/1.1 ${status}`,
    `${INSTANCE_HEADER}: ${instanceId}`,
    `${REQUEST_HEADER}: ${requestId}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    ...(retryAfterMs === undefined ? [] : [`Retry-After: ${retryAfterSeconds(retryAfterMs)}`]),
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

/** The body of a problem without the framework; `status` is a code and its text. */
export function rawProblem(
  status: string,
  code: ErrorCode,
  detail: string,
  requestId: string,
  retryAfterMs?: number,
): string {
  const problem: Problem = {
    type: 'about:blank',
    title: status.slice(4),
    status: Number(status.slice(0, 3)),
    detail,
    code,
    requestId,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  return JSON.stringify(problem);
}

/** Writes a whole answer and ends the connection, also for a client that never ends its own side of it. */
export function endWith(socket: Duplex, answer: string): void {
  socket.on('error', () => undefined);
  socket.end(answer, () => socket.destroy());
}
