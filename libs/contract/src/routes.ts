import * as z from 'zod/mini';
import { instanceSchema, itemsOf, streamTicketSchema } from './instance.js';
import {
  changesPageSchema,
  editMessageSchema,
  listChangesSchema,
  listMessagesSchema,
  messagePageSchema,
  messageSchema,
  publishSchema,
  sendMessageSchema,
} from './message.js';
import {
  createRoomSchema,
  listRoomsSchema,
  markReadSchema,
  readStateSchema,
  roomSchema,
  updateRoomSchema,
} from './room.js';
import { createSessionSchema, memberSchema, ownUserSchema, sessionSchema, updateMeSchema } from './user.js';

/** One HTTP route: what it takes, what it answers, for the API's description and for clients. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `:name` parameters. */
  path: string;
  summary: string;
  tag: string;
  /** False where no bearer token is needed. */
  authenticated: boolean;
  query?: z.ZodMiniType;
  body?: z.ZodMiniType;
  /** Answer by status; `null` for one without a body, a string for a media type other than JSON. */
  answers: Record<number, z.ZodMiniType | string | null>;
}

const signedIn = true;
const open = false;
const rooms = '/api/rooms';
const room = `${rooms}/:room`;
const messages = `${room}/messages`;

/** Every HTTP route of the API. A test holds this list against the running server. */
export const routes = [
  {
    method: 'POST',
    path: '/api/session',
    tag: 'session',
    summary: 'Enter as a guest with a random readable handle',
    authenticated: open,
    body: createSessionSchema,
    answers: { 201: sessionSchema },
  },
  {
    method: 'DELETE',
    path: '/api/session',
    tag: 'session',
    summary: 'Sign out: the token and its sockets die at once',
    authenticated: signedIn,
    answers: { 204: null },
  },
  {
    method: 'GET',
    path: '/api/me',
    tag: 'session',
    summary: 'The own user with settings',
    authenticated: signedIn,
    answers: { 200: ownUserSchema },
  },
  {
    method: 'PATCH',
    path: '/api/me',
    tag: 'session',
    summary: 'Change handle, display name or language',
    authenticated: signedIn,
    body: updateMeSchema,
    answers: { 200: ownUserSchema },
  },
  {
    method: 'POST',
    path: '/api/stream-ticket',
    tag: 'session',
    summary: 'A single-use ticket for an event stream',
    authenticated: signedIn,
    answers: { 201: streamTicketSchema },
  },
  {
    method: 'GET',
    path: rooms,
    tag: 'rooms',
    summary: 'Public rooms and own ones',
    authenticated: signedIn,
    query: listRoomsSchema,
    answers: { 200: itemsOf(roomSchema) },
  },
  {
    method: 'POST',
    path: rooms,
    tag: 'rooms',
    summary: 'Open a room',
    authenticated: signedIn,
    body: createRoomSchema,
    answers: { 201: roomSchema },
  },
  {
    method: 'GET',
    path: room,
    tag: 'rooms',
    summary: 'One room, by id or slug',
    authenticated: signedIn,
    answers: { 200: roomSchema },
  },
  {
    method: 'PATCH',
    path: room,
    tag: 'rooms',
    summary: 'Change a room (its owner)',
    authenticated: signedIn,
    body: updateRoomSchema,
    answers: { 200: roomSchema },
  },
  {
    method: 'DELETE',
    path: room,
    tag: 'rooms',
    summary: 'Close a room (its owner)',
    authenticated: signedIn,
    answers: { 204: null },
  },
  {
    method: 'GET',
    path: `${room}/members`,
    tag: 'rooms',
    summary: 'Members, with who is online',
    authenticated: signedIn,
    answers: { 200: itemsOf(memberSchema) },
  },
  {
    method: 'PUT',
    path: `${room}/read`,
    tag: 'rooms',
    summary: 'Move the read marker forward, or back with unread',
    authenticated: signedIn,
    body: markReadSchema,
    answers: { 200: readStateSchema },
  },
  {
    method: 'GET',
    path: messages,
    tag: 'messages',
    summary: 'A page of history, ascending',
    authenticated: signedIn,
    query: listMessagesSchema,
    answers: { 200: messagePageSchema },
  },
  {
    method: 'POST',
    path: messages,
    tag: 'messages',
    summary: 'Send a message; safe to repeat with the same clientMessageId',
    authenticated: signedIn,
    body: sendMessageSchema,
    answers: { 201: messageSchema, 200: messageSchema },
  },
  {
    method: 'PATCH',
    path: `${messages}/:id`,
    tag: 'messages',
    summary: 'Edit an own message',
    authenticated: signedIn,
    body: editMessageSchema,
    answers: { 200: messageSchema },
  },
  {
    method: 'DELETE',
    path: `${messages}/:id`,
    tag: 'messages',
    summary: 'Delete a message; its place stays',
    authenticated: signedIn,
    answers: { 200: messageSchema },
  },
  {
    method: 'PUT',
    path: `${messages}/:id/reactions/:emoji`,
    tag: 'messages',
    summary: 'Add a reaction',
    authenticated: signedIn,
    answers: { 200: messageSchema },
  },
  {
    method: 'DELETE',
    path: `${messages}/:id/reactions/:emoji`,
    tag: 'messages',
    summary: 'Take a reaction back',
    authenticated: signedIn,
    answers: { 200: messageSchema },
  },
  {
    method: 'GET',
    path: `${room}/changes`,
    tag: 'messages',
    summary: 'Every message changed after a version',
    authenticated: signedIn,
    query: listChangesSchema,
    answers: { 200: changesPageSchema },
  },
  {
    method: 'GET',
    path: `${room}/listen`,
    tag: 'scripts',
    summary: 'Server-sent events, resumed by Last-Event-ID',
    authenticated: signedIn,
    answers: { 200: 'text/event-stream' },
  },
  {
    method: 'POST',
    path: `${room}/publish`,
    tag: 'scripts',
    summary: 'Send from a script: JSON or a form field',
    authenticated: signedIn,
    body: publishSchema,
    answers: { 201: messageSchema },
  },
  {
    method: 'GET',
    path: '/api/instance',
    tag: 'operations',
    summary: 'Which process answered',
    authenticated: open,
    answers: { 200: instanceSchema },
  },
  {
    method: 'GET',
    path: '/api/health/live',
    tag: 'operations',
    summary: 'The process is up',
    authenticated: open,
    answers: { 200: 'text/plain' },
  },
  {
    method: 'GET',
    path: '/api/health/ready',
    tag: 'operations',
    summary: 'One line per dependency',
    authenticated: open,
    answers: { 200: 'text/plain', 503: 'text/plain' },
  },
  {
    method: 'GET',
    path: '/api/docs',
    tag: 'operations',
    summary: 'This description as an interactive page',
    authenticated: open,
    answers: { 200: 'text/html' },
  },
  {
    method: 'GET',
    path: '/api/openapi.json',
    tag: 'operations',
    summary: 'OpenAPI 3.1 document of the HTTP API',
    authenticated: open,
    answers: { 200: 'application/json' },
  },
  {
    method: 'GET',
    path: '/api/asyncapi.json',
    tag: 'operations',
    summary: 'AsyncAPI 3.0 document of the socket events',
    authenticated: open,
    answers: { 200: 'application/json' },
  },
] as const satisfies readonly Route[];

/** Paths of the web app; every other path outside of `/api` is its not-found page. */
export const webPaths = [/^\/$/, /^\/r\/[^/]+$/, /^\/r\/[^/]+\/m\/[^/]+$/] as const;
