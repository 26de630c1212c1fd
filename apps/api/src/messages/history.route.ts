import { CACHE_HEADER, idSchema, listMessagesSchema, roomRefSchema } from '@tertulia/contract';
import type { FastifyInstance } from 'fastify';
import type { ProblemFilter } from '../common/problem.filter.js';
import { validate } from '../common/validate.js';
import { bearerToken } from '../identity/auth.guard.js';
import type { SessionsService } from '../identity/sessions.service.js';
import type { HistoryService } from './history.service.js';

/** What the route needs of the application. */
export interface HistoryRouteParts {
  sessions: SessionsService;
  history: HistoryService;
  problems: ProblemFilter;
}

/**
 * Pages of history and single messages, the reads that clients make most, as plain handlers of Fastify: Nest's guards, pipes and interceptors
 * cost more than the read itself. The session, the schemas, the gate and the problems are those of every other route.
 */
export function registerHistoryRoutes(
  fastify: FastifyInstance,
  { sessions, history, problems }: HistoryRouteParts,
): void {
  fastify.get<{ Params: { room: string } }>('/api/rooms/:room/messages', async (request, reply) => {
    try {
      const { user } = await sessions.authenticate(bearerToken(request.headers.authorization));
      const room = validate(roomRefSchema, request.params.room);
      const { page, hit } = await history.list(user, room, validate(listMessagesSchema, request.query));
      if (hit !== undefined) reply.header(CACHE_HEADER, hit ? 'hit' : 'miss');
      reply.type('application/json; charset=utf-8');
      return reply.send(page instanceof Buffer ? page : JSON.stringify(page));
    } catch (error) {
      problems.answer(error, request, reply);
      return reply;
    }
  });
  fastify.get<{ Params: { room: string; id: string } }>('/api/rooms/:room/messages/:id', async (request, reply) => {
    try {
      const { user } = await sessions.authenticate(bearerToken(request.headers.authorization));
      const room = validate(roomRefSchema, request.params.room);
      const message = await history.get(user, room, validate(idSchema, request.params.id));
      reply.type('application/json; charset=utf-8');
      return reply.send(JSON.stringify(message));
    } catch (error) {
      problems.answer(error, request, reply);
      return reply;
    }
  });
}
