import { itemsOf } from '../instance.js';
import {
  createRoomSchema,
  listRoomsSchema,
  markReadSchema,
  readStateSchema,
  roomSchema,
  updateRoomSchema,
} from '../room.js';
import { memberSchema } from '../user.js';
import type { Route } from '../route.js';

const rooms = '/api/rooms';
const room = `${rooms}/:room`;

/** Rooms, their members and what was read of them. */
export const roomRoutes = [
  {
    method: 'GET',
    path: rooms,
    tag: 'rooms',
    summary: 'Public rooms and own ones',
    authenticated: true,
    query: listRoomsSchema,
    answers: { 200: itemsOf(roomSchema) },
  },
  {
    method: 'POST',
    path: rooms,
    tag: 'rooms',
    summary: 'Open a room',
    authenticated: true,
    body: createRoomSchema,
    answers: { 201: roomSchema },
  },
  {
    method: 'GET',
    path: room,
    tag: 'rooms',
    summary: 'One room, by id or slug',
    authenticated: true,
    answers: { 200: roomSchema },
  },
  {
    method: 'PATCH',
    path: room,
    tag: 'rooms',
    summary: 'Change a room (its owner)',
    authenticated: true,
    body: updateRoomSchema,
    answers: { 200: roomSchema },
  },
  {
    method: 'DELETE',
    path: room,
    tag: 'rooms',
    summary: 'Close a room (its owner)',
    authenticated: true,
    answers: { 204: null },
  },
  {
    method: 'GET',
    path: `${room}/members`,
    tag: 'rooms',
    summary: 'Members, with who is online',
    authenticated: true,
    answers: { 200: itemsOf(memberSchema) },
  },
  {
    method: 'PUT',
    path: `${room}/read`,
    tag: 'rooms',
    summary: 'Move the read marker forward, or back with unread',
    authenticated: true,
    body: markReadSchema,
    answers: { 200: readStateSchema },
  },
] as const satisfies readonly Route[];
