import {
  changesPageSchema,
  editMessageSchema,
  listChangesSchema,
  listMessagesSchema,
  messagePageSchema,
  messageSchema,
  publishSchema,
  sendMessageSchema,
} from '../message.js';
import type { Route } from '../route.js';

const room = '/api/rooms/:room';
const messages = `${room}/messages`;

/** Messages, reactions, changes, and the two routes made for scripts. */
export const messageRoutes = [
  {
    method: 'GET',
    path: messages,
    tag: 'messages',
    summary: 'A page of history, ascending',
    authenticated: true,
    query: listMessagesSchema,
    answers: { 200: messagePageSchema },
  },
  {
    method: 'POST',
    path: messages,
    tag: 'messages',
    summary: 'Send a message; safe to repeat with the same clientMessageId',
    authenticated: true,
    body: sendMessageSchema,
    answers: { 201: messageSchema, 200: messageSchema },
  },
  {
    method: 'PATCH',
    path: `${messages}/:id`,
    tag: 'messages',
    summary: 'Edit an own message',
    authenticated: true,
    body: editMessageSchema,
    answers: { 200: messageSchema },
  },
  {
    method: 'DELETE',
    path: `${messages}/:id`,
    tag: 'messages',
    summary: 'Delete a message; its place stays',
    authenticated: true,
    answers: { 200: messageSchema },
  },
  {
    method: 'PUT',
    path: `${messages}/:id/reactions/:emoji`,
    tag: 'messages',
    summary: 'Add a reaction',
    authenticated: true,
    answers: { 200: messageSchema },
  },
  {
    method: 'DELETE',
    path: `${messages}/:id/reactions/:emoji`,
    tag: 'messages',
    summary: 'Take a reaction back',
    authenticated: true,
    answers: { 200: messageSchema },
  },
  {
    method: 'GET',
    path: `${room}/changes`,
    tag: 'messages',
    summary: 'Every message changed after a version',
    authenticated: true,
    query: listChangesSchema,
    answers: { 200: changesPageSchema },
  },
  {
    method: 'GET',
    path: `${room}/listen`,
    tag: 'scripts',
    summary: 'Server-sent events, resumed by Last-Event-ID',
    authenticated: true,
    answers: { 200: 'text/event-stream' },
  },
  {
    method: 'POST',
    path: `${room}/publish`,
    tag: 'scripts',
    summary: 'Send from a script: JSON or a form field',
    authenticated: true,
    body: publishSchema,
    answers: { 201: messageSchema },
  },
] as const satisfies readonly Route[];
