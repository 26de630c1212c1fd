import { userSchema } from '@tertulia/contract';
import * as z from 'zod';
import { roomChangeSchema } from './room-change.js';

/** Events for the sockets of one person, on whichever node they are. */
const ownEventSchema = z.enum([
  'draft:changed',
  'me:updated',
  'notification:created',
  'notification:updated',
  'notifications:reset',
  'room:updated',
  'message:hint',
  'upload:updated',
]);

const roomEventSchema = z.enum(['room:created', 'room:updated', 'room:deleted']);

/** Things and the state that they are told in, for `Told`. */
const toldSchema = z.array(z.tuple([z.string(), z.union([z.number(), z.string()])]));

/** What nodes tell each other. Losing one is repaired from the database or by the next one of its kind. */
export const nodeMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('change'), change: roomChangeSchema }),
  z.object({
    kind: z.literal('room'),
    event: roomEventSchema,
    roomId: z.string(),
    audience: z.union([z.literal('everyone'), z.array(z.string())]),
    payload: z.string(),
    evict: z.boolean(),
    /** Who alone is sent out. */
    leaverId: z.optional(z.string()),
    isArchived: z.optional(z.boolean()),
    told: z.optional(toldSchema),
  }),
  z.object({
    kind: z.literal('unread'),
    userId: z.string(),
    payload: z.string(),
    told: z.optional(toldSchema),
  }),
  z.object({
    kind: z.literal('own'),
    event: ownEventSchema,
    userId: z.string(),
    payload: z.string(),
    told: z.optional(toldSchema),
  }),
  z.object({ kind: z.literal('session-ended'), sessionId: z.string() }),
  z.object({ kind: z.literal('user'), user: z.object(userSchema.shape) }),
  z.object({
    kind: z.literal('presence'),
    roomId: z.string(),
    joined: z.array(z.object(userSchema.shape)),
    left: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('presence-state'),
    rooms: z.array(z.tuple([z.string(), z.array(z.object(userSchema.shape))])),
  }),
  z.object({ kind: z.literal('hello') }),
  z.object({ kind: z.literal('alive') }),
  z.object({ kind: z.literal('bye') }),
  z.object({ kind: z.literal('typing'), roomId: z.string(), user: z.object(userSchema.shape), isTyping: z.boolean() }),
]);

export type NodeMessage = z.output<typeof nodeMessageSchema>;
export type NodeMessageHandler = (message: NodeMessage, from: string) => void;

/** What went over the bus, as plain numbers. */
export interface BusCounts {
  sent: number;
  received: number;
  dropped: number;
}

/** Tells all other nodes, best effort. One node alone has nobody to tell. */
export interface MessageBus {
  /** False while other nodes may exist and cannot be reached. */
  readonly isHealthy: boolean;
  /** Messages since the start; `dropped` were not sent since the bus was away or full. */
  readonly counts: Readonly<BusCounts>;
  publish(message: NodeMessage): void;
  subscribe(handler: NodeMessageHandler): void;
  /** Called each time the bus can be used again, also the first time. */
  onReady(handler: () => void): void;
  close(): Promise<void>;
}

/** Token under which the bus is injected. */
export const MESSAGE_BUS = Symbol('MESSAGE_BUS');

/** The bus of a node that is alone. */
export class LonelyBus implements MessageBus {
  readonly isHealthy = true;
  readonly counts = { sent: 0, received: 0, dropped: 0 };

  publish(): void {
    return undefined;
  }

  subscribe(): void {
    return undefined;
  }

  onReady(): void {
    return undefined;
  }

  async close(): Promise<void> {
    return undefined;
  }
}
