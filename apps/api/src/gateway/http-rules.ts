import { CACHE_HEADER, INSTANCE_HEADER, limits, REPLAY_HEADER, REQUEST_HEADER } from '@tertulia/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parse as parseForm } from 'node:querystring';
import { DomainError } from '../common/domain-error.js';
import type { Log } from '../common/log.js';
import { answerHeaders, pageHeaders, STRICT_TRANSPORT } from '../common/page-headers.js';
import { sendProblem } from '../common/problem.filter.js';
import type { Env } from '../config/env.schema.js';
import type { DrainService } from './drain.service.js';
import { isAllowedOrigin } from './origins.js';
import type { RequestsInFlight } from './requests-in-flight.js';
import { rawAnswer, requestIdOf } from './stamped-response.js';

const EXPOSED = [INSTANCE_HEADER, REQUEST_HEADER, CACHE_HEADER, REPLAY_HEADER, 'Retry-After'].join(', ');
/** Longest time that the body of a request may take; bytes of pictures have a limit of their own. */
const BODY_MS = 30_000;
const CONTENT_ROUTE = '/api/uploads/:id/content';
const PREFLIGHT_SECONDS = '600';

/** The way out of mail: its token is all that counts, and mail programs and a page without referrer come from nowhere. */
const UNSUBSCRIBE = '/api/mail/unsubscribe/:token';

/** What workers send is signed: the signature is of exactly these characters, so they are read before they are understood. */
const SIGNED = '/api/internal/';
/** Incoming webhooks: programs that post in Slack's form may send it as a form field; the secret is in the path. */
const HOOK = '/api/hooks/:id/:secret';

/**
 * Bodies are JSON. A form is understood on the routes that are meant for scripts and on the one that mail programs post to
 * (RFC 8058, 3.2: either kind of form); anything else is refused with 415, so that a foreign page cannot change state with
 * a simple form (OWASP ASVS 5.0, 3.5.2).
 */
export function registerBodyParsers(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: limits.frameBytes },
    (request, body, done) => {
      if (request.routeOptions.url?.startsWith(SIGNED)) done(null, String(body));
      else if (body === '') done(null, undefined);
      else void parseJson(request, String(body), done);
    },
  );
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: limits.frameBytes },
    (request, body, done) => {
      const { url } = request.routeOptions;
      if (url?.endsWith('/publish') || url === UNSUBSCRIBE || url === HOOK)
        done(null, { ...parseForm(String(body), '&', '=', { maxKeys: 10 }) });
      else done(new DomainError('unsupported_media', 'Send application/json.'));
    },
  );
  fastify.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'string', bodyLimit: limits.frameBytes },
    (request, body, done) => {
      const isOneClick = /name="?List-Unsubscribe"?\r?\n\r?\nOne-Click\r?\n/.test(String(body));
      if (request.routeOptions.url !== UNSUBSCRIBE)
        done(new DomainError('unsupported_media', 'Send application/json.'));
      else done(null, isOneClick ? { 'List-Unsubscribe': 'One-Click' } : {});
    },
  );
}

/** What holds for every request, whatever its route: origins, security headers and the log. */
export function registerRequestRules(fastify: FastifyInstance, env: Env, log: Log): void {
  const isLogging = (env.LOG_REQUESTS ?? (env.NODE_ENV === 'production' ? 'on' : 'off')) === 'on';
  fastify.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(request, reply, env);
    if (answerForOrigin(request, reply, env.ALLOWED_ORIGINS)) return;
    limitBodyTime(request, reply);
    done();
  });
  if (!isLogging) return;
  fastify.addHook('onResponse', (request, reply, done) => {
    log.info(
      {
        requestId: request.headers['x-request-id'],
        method: request.method,
        // The route, not the address: no ids, no query.
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
    done();
  });
}

/**
 * What a node that goes tells those who keep a connection to it: that their next request needs another one, so that a
 * balancer moves on by itself. Besides, it counts what is still to be answered.
 */
export function registerDeparture(
  fastify: FastifyInstance,
  drain: Pick<DrainService, 'isLeaving'>,
  requests: RequestsInFlight,
): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    requests.add(reply.raw);
    if (drain.isLeaving) reply.header('Connection', 'close');
    done();
  });
}

/** Ends a request whose body does not come to its end. */
function limitBodyTime(request: FastifyRequest, reply: FastifyReply): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  if ((length === '0' && encoding === undefined) || request.routeOptions.url === CONTENT_ROUTE) return;
  const timer = setTimeout(() => {
    if (reply.raw.headersSent) request.raw.destroy();
    else
      request.raw.socket.end(
        rawAnswer(
          '408 Request Timeout',
          'invalid_payload',
          'The request took too long.',
          String(request.headers['x-instance-id']),
          requestIdOf(request.raw),
        ),
      );
  }, BODY_MS).unref();
  for (const event of ['end', 'close'] as const) request.raw.once(event, () => clearTimeout(timer));
}

function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply, env: Env): void {
  reply.headers(answerHeaders);
  if (request.url.startsWith('/api')) {
    reply.header('Cache-Control', 'no-store');
    reply.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  } else {
    reply.headers(pageHeaders);
  }
  if (env.NODE_ENV === 'production') reply.header('Strict-Transport-Security', STRICT_TRANSPORT);
}

/**
 * Answers what Fastify refuses before any hook or route, such as a path that cannot be decoded: in our form, with the
 * headers of every other answer, and without quoting the path.
 */
export function answerRefusedPath(env: Env) {
  return (_error: Error, request: FastifyRequest, reply: FastifyReply): void => {
    setSecurityHeaders(request, reply, env);
    if (answerForOrigin(request, reply, env.ALLOWED_ORIGINS)) return;
    sendProblem(reply, request, new DomainError('invalid_payload', 'The address could not be understood.'));
  };
}

/**
 * Cross-origin rules: exact origins only, never a wildcard. A foreign page gets no CORS headers, and no change of state.
 * @returns whether the request was answered.
 */
function answerForOrigin(request: FastifyRequest, reply: FastifyReply, allowed: readonly string[]): boolean {
  reply.header('Access-Control-Expose-Headers', EXPOSED);
  reply.header('Vary', 'Origin');
  const { origin } = request.headers;
  const isAllowed = isAllowedOrigin(request.raw, allowed);
  if (origin !== undefined && isAllowed) reply.header('Access-Control-Allow-Origin', origin);
  if (request.method === 'OPTIONS') {
    answerPreflight(reply, origin !== undefined && isAllowed);
    return true;
  }
  if (isAllowed || request.method === 'GET' || request.method === 'HEAD') return false;
  if (request.routeOptions.url === UNSUBSCRIBE) return false;
  sendProblem(reply, request, new DomainError('forbidden', 'This origin may not change anything.'));
  return true;
}

function answerPreflight(reply: FastifyReply, isAllowed: boolean): void {
  if (isAllowed) {
    reply.header('Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE');
    reply.header('Access-Control-Allow-Headers', 'Authorization, Content-Type, Last-Event-ID, X-Request-Id');
    reply.header('Access-Control-Max-Age', PREFLIGHT_SECONDS);
  }
  reply.status(204).send();
}
