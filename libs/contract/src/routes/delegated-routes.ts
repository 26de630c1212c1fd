import { jobResultSchema, nodeDrainSchema } from '../job.js';
import { messageSchema } from '../message.js';
import { heldMessagesSchema, releaseMessageSchema } from '../moderation.js';
import type { Route } from '../route.js';
import { speechSchema } from '../speech.js';
import { createdWebhookSchema, createWebhookSchema, webhooksSchema } from '../webhook.js';

const room = '/api/rooms/:room';

/** Work that others do: speech, tags and pictures from workers, messages from other programs, and who judges words. */
export const delegatedRoutes = [
  {
    method: 'POST',
    path: `${room}/messages/:id/speech`,
    tag: 'speech',
    summary: 'A message, spoken',
    authenticated: true,
    answers: { 200: speechSchema },
  },
  {
    method: 'GET',
    path: `${room}/held`,
    tag: 'moderation',
    summary: 'Messages that wait for the owner of the room, the oldest first',
    authenticated: true,
    answers: { 200: heldMessagesSchema },
  },
  {
    method: 'POST',
    path: `${room}/messages/:id/release`,
    tag: 'moderation',
    summary: 'Let a held message be seen (the owner); deleting it is the other way',
    authenticated: true,
    body: releaseMessageSchema,
    answers: { 200: messageSchema },
  },
  {
    method: 'POST',
    path: `${room}/webhooks`,
    tag: 'webhooks',
    summary: 'Make an address that other programs post to (the owner); it is told once',
    authenticated: true,
    body: createWebhookSchema,
    answers: { 201: createdWebhookSchema },
  },
  {
    method: 'GET',
    path: `${room}/webhooks`,
    tag: 'webhooks',
    summary: 'The addresses of a room, without what makes them work (the owner)',
    authenticated: true,
    answers: { 200: webhooksSchema },
  },
  {
    method: 'DELETE',
    path: `${room}/webhooks/:id`,
    tag: 'webhooks',
    summary: 'Revoke one (the owner); it ends at once',
    authenticated: true,
    answers: { 204: null },
  },
  {
    method: 'POST',
    path: '/api/hooks/:id/:secret',
    tag: 'webhooks',
    summary: "Post a message as another program, in Slack's form: JSON with `text`, or a form field `payload`",
    authenticated: false,
    answers: { 200: 'text/plain' },
  },
  {
    method: 'POST',
    path: '/api/internal/results',
    tag: 'workers',
    summary: 'The answer of a worker, signed; safe to repeat',
    authenticated: false,
    body: jobResultSchema,
    answers: { 204: null },
  },
  {
    method: 'POST',
    path: '/api/internal/nodes/:instance/drain',
    tag: 'workers',
    summary: 'Order a node to send its clients elsewhere, signed; safe to repeat',
    authenticated: false,
    answers: { 200: nodeDrainSchema },
  },
  {
    method: 'GET',
    path: '/api/internal/nodes/:instance/drain',
    tag: 'workers',
    summary: 'How far it has come, signed',
    authenticated: false,
    answers: { 200: nodeDrainSchema },
  },
] as const satisfies readonly Route[];
