import { createInviteSchema, invitePreviewSchema, inviteSchema } from '../invite.js';
import {
  catchUpSchema,
  readAllResultSchema,
  readAllSchema,
  restoredReadSchema,
  restoreReadSchema,
} from '../reading.js';
import { addMemberSchema, roomMeSchema, roomSchema, updateRoomMeSchema } from '../room.js';
import type { Route } from '../route.js';
import { memberSchema } from '../user.js';

const room = '/api/rooms/:room';

/** Who belongs to a room and how they come in, and what is unread in all of them. */
export const memberRoutes = [
  {
    method: 'POST',
    path: `${room}/members`,
    tag: 'members',
    summary: 'Let somebody in by handle (any member of a public room, the owner of a private one)',
    authenticated: true,
    body: addMemberSchema,
    answers: { 201: memberSchema },
  },
  {
    method: 'DELETE',
    path: `${room}/members/:id`,
    tag: 'members',
    summary: 'Take somebody out (the owner), or leave with the own id',
    authenticated: true,
    answers: { 204: null },
  },
  {
    method: 'PATCH',
    path: `${room}/me`,
    tag: 'members',
    summary: 'The own relation to a room: what to be told, favourite',
    authenticated: true,
    body: updateRoomMeSchema,
    answers: { 200: roomMeSchema },
  },
  {
    method: 'POST',
    path: `${room}/invites`,
    tag: 'members',
    summary: 'Make an address that lets people in (any member of a public room, the owner of a private one)',
    authenticated: true,
    body: createInviteSchema,
    answers: { 201: inviteSchema },
  },
  {
    method: 'GET',
    path: '/api/invites/:code',
    tag: 'members',
    summary: 'Where an invitation leads',
    authenticated: false,
    answers: { 200: invitePreviewSchema },
  },
  {
    method: 'POST',
    path: '/api/invites/:code/accept',
    tag: 'members',
    summary: 'Enter a room with an invitation',
    authenticated: true,
    answers: { 200: roomSchema },
  },
  {
    method: 'GET',
    path: '/api/catch-up',
    tag: 'reading',
    summary: 'Rooms with unread messages, mentions first',
    authenticated: true,
    answers: { 200: catchUpSchema },
  },
  {
    method: 'POST',
    path: '/api/read',
    tag: 'reading',
    summary: 'Mark everything as read, or everything before an instant',
    authenticated: true,
    body: readAllSchema,
    answers: { 200: readAllResultSchema },
  },
  {
    method: 'POST',
    path: '/api/read/restore',
    tag: 'reading',
    summary: 'Undo it',
    authenticated: true,
    body: restoreReadSchema,
    answers: { 200: restoredReadSchema },
  },
] as const satisfies readonly Route[];
