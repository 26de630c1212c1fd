import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import { type ErrorCode, errorStatus, type Problem } from '@tertulia/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from './domain-error.js';
import { describeError, type Log, LOG } from './log.js';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

const titles: Record<ErrorCode, string> = {
  invalid_payload: 'Bad Request',
  unauthenticated: 'Unauthorized',
  forbidden: 'Forbidden',
  not_found: 'Not Found',
  conflict: 'Conflict',
  gone: 'Gone',
  too_large: 'Content Too Large',
  unsupported_media: 'Unsupported Media Type',
  rate_limited: 'Too Many Requests',
  slow_mode: 'Too Many Requests',
  unavailable: 'Service Unavailable',
  internal: 'Internal Server Error',
};

/** What frameworks refuse, in our words: never their text, which may quote the input. */
const byStatus: Record<number, [ErrorCode, string]> = {
  400: ['invalid_payload', 'The request is not valid.'],
  401: ['unauthenticated', 'Sign in first.'],
  403: ['forbidden', 'This is not allowed.'],
  404: ['not_found', 'There is nothing at this address.'],
  405: ['not_found', 'There is nothing at this address.'],
  413: ['too_large', 'The request is too large.'],
  415: ['unsupported_media', 'Send application/json.'],
};

/** Turns whatever was thrown into `application/problem+json` (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOG) private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** The same for handlers that Fastify calls directly. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (!reply.sent) sendProblem(reply, request, this.toDomainError(error));
  }

  private toDomainError(error: unknown): DomainError {
    if (error instanceof DomainError && error.code !== 'internal') return error;
    const status = statusOf(error);
    const known = status === undefined ? undefined : byStatus[status];
    if (known) return new DomainError(known[0], known[1]);
    this.log.error(describeError(error), 'A request failed.');
    return new DomainError('internal', 'Something went wrong on our side.');
  }
}

/** Answers a request with a problem; also for hooks that run before any handler. */
export function sendProblem(reply: FastifyReply, request: FastifyRequest, error: DomainError): void {
  const { code, status } = error;
  const requestId = request.headers['x-request-id'];
  const problem: Problem = {
    type: 'about:blank',
    title: titles[code],
    status,
    detail: error.message,
    code,
    requestId: typeof requestId === 'string' ? requestId : '',
    ...(error.issues && { issues: error.issues }),
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
  };
  if (error.retryAfterMs !== undefined) reply.header('Retry-After', String(retryAfterSeconds(error.retryAfterMs)));
  if (status === errorStatus.unauthenticated && !reply.hasHeader('WWW-Authenticate'))
    reply.header('WWW-Authenticate', 'Bearer');
  reply.status(status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
}

/** The header counts in whole seconds, and 0 would mean at once. */
export function retryAfterSeconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1_000));
}

/** The status that Nest or Fastify gave an error. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}
