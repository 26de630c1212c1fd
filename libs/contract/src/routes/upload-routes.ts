import { attachmentSchema } from '../message.js';
import type { Route } from '../route.js';
import { createdUploadSchema, createUploadSchema, updateUploadSchema } from '../upload.js';

/** Pictures on their way into a message. */
export const uploadRoutes = [
  {
    method: 'POST',
    path: '/api/uploads',
    tag: 'uploads',
    summary: 'Ask for a one-use form to send the bytes of a picture with',
    authenticated: true,
    body: createUploadSchema,
    answers: { 201: createdUploadSchema },
  },
  {
    method: 'GET',
    path: '/api/uploads/:id',
    tag: 'uploads',
    summary: 'An own upload: pending, ready or rejected',
    authenticated: true,
    answers: { 200: attachmentSchema },
  },
  {
    method: 'PATCH',
    path: '/api/uploads/:id',
    tag: 'uploads',
    summary: 'Say what an own picture shows, before it is sent',
    authenticated: true,
    body: updateUploadSchema,
    answers: { 200: attachmentSchema },
  },
  {
    method: 'DELETE',
    path: '/api/uploads/:id',
    tag: 'uploads',
    summary: 'Take back an own upload that is in no message',
    authenticated: true,
    answers: { 204: null },
  },
  {
    method: 'POST',
    path: '/api/uploads/:id/content',
    tag: 'uploads',
    summary: 'Where the form leads on the embedded store: the fields in their order, then the bytes as `file`',
    authenticated: false,
    answers: { 204: null },
  },
] as const satisfies readonly Route[];
