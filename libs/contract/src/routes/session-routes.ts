import { itemsOf, streamTicketSchema } from '../instance.js';
import {
  createSessionSchema,
  findUsersSchema,
  makeMarkSchema,
  ownUserSchema,
  sessionSchema,
  updateMeSchema,
  userSchema,
} from '../user.js';
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
    summary: 'Change handle, display name, language, settings, or when mail is sent',
    authenticated: true,
    body: updateMeSchema,
    answers: { 200: ownUserSchema },
  },
  {
    method: 'PUT',
    path: '/api/me/mark',
    tag: 'session',
    summary: 'Take the mark that belongs to a passphrase',
    authenticated: true,
    body: makeMarkSchema,
    answers: { 200: ownUserSchema },
  },
  {
    method: 'DELETE',
    path: '/api/me/mark',
    tag: 'session',
    summary: 'Wear no mark',
    authenticated: true,
    answers: { 200: ownUserSchema },
  },
  {
    method: 'GET',
    path: '/api/users',
    tag: 'session',
    summary: 'People by a part of their handle or name',
    authenticated: true,
    query: findUsersSchema,
    answers: { 200: itemsOf(userSchema) },
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
