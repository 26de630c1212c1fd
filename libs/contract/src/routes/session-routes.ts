import { streamTicketSchema } from '../instance.js';
import { createSessionSchema, ownUserSchema, sessionSchema, updateMeSchema } from '../user.js';
import type { Route } from '../route.js';

/** Signing in and out, and the own user. */
export const sessionRoutes = [
  {
    method: 'POST',
    path: '/api/session',
    tag: 'session',
    summary: 'Enter as a guest with a random readable handle',
    authenticated: false,
    body: createSessionSchema,
    answers: { 201: sessionSchema },
  },
  {
    method: 'DELETE',
    path: '/api/session',
    tag: 'session',
    summary: 'Sign out: the token and its sockets die at once',
    authenticated: true,
    answers: { 204: null },
  },
  {
    method: 'GET',
    path: '/api/me',
    tag: 'session',
    summary: 'The own user with settings',
    authenticated: true,
    answers: { 200: ownUserSchema },
  },
  {
    method: 'PATCH',
    path: '/api/me',
    tag: 'session',
    summary: 'Change handle, display name or language',
    authenticated: true,
    body: updateMeSchema,
    answers: { 200: ownUserSchema },
  },
  {
    method: 'POST',
    path: '/api/stream-ticket',
    tag: 'session',
    summary: 'A single-use ticket for an event stream',
    authenticated: true,
    answers: { 201: streamTicketSchema },
  },
] as const satisfies readonly Route[];
