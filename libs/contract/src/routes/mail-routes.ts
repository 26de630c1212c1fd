import { requestCodeSchema, setEmailSchema, unsubscribeSchema, useCodeSchema, verifyEmailSchema } from '../mail.js';
import { sessionSchema } from '../user.js';
import type { Route } from '../route.js';

/** The own address, signing in with a mailed code, and the way out of mail. */
export const mailRoutes = [
  {
    method: 'PUT',
    path: '/api/me/email',
    tag: 'mail',
    summary: 'Ask for a confirmation mail to an address',
    authenticated: true,
    body: setEmailSchema,
    answers: { 202: null },
  },
  {
    method: 'DELETE',
    path: '/api/me/email',
    tag: 'mail',
    summary: 'Take the own address away; mail that waits for it is dropped',
    authenticated: true,
    answers: { 204: null },
  },
  {
    method: 'POST',
    path: '/api/email/verify',
    tag: 'mail',
    summary: 'Confirm an address with the token of its mail',
    authenticated: false,
    body: verifyEmailSchema,
    answers: { 204: null },
  },
  {
    method: 'POST',
    path: '/api/session/email',
    tag: 'mail',
    summary: 'Ask for a code to sign in with; the same answer for every address',
    authenticated: false,
    body: requestCodeSchema,
    answers: { 202: null },
  },
  {
    method: 'POST',
    path: '/api/session/code',
    tag: 'mail',
    summary: 'Sign in on this device with a mailed code',
    authenticated: false,
    body: useCodeSchema,
    answers: { 200: sessionSchema },
  },
  {
    method: 'GET',
    path: '/api/mail/unsubscribe/:token',
    tag: 'mail',
    summary: 'The page behind the link of a mail; it changes nothing',
    authenticated: false,
    answers: { 200: 'text/html' },
  },
  {
    method: 'POST',
    path: '/api/mail/unsubscribe/:token',
    tag: 'mail',
    summary: 'Stop mail: one click of a mail program (RFC 8058), or the form of the page',
    authenticated: false,
    body: unsubscribeSchema,
    answers: { 200: 'text/html' },
  },
] as const satisfies readonly Route[];
