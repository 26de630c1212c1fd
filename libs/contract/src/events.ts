import * as z from 'zod/mini';
import { countSchema, idSchema, instantSchema } from './ids.js';
import type { Acknowledgement } from './error.js';
import { emojiSchema, messageSchema, messageTextSchema, sendMessageEventSchema } from './message.js';
import { readStateSchema, roomSchema } from './room.js';
import { draftSchema } from './draft.js';
import { messageHintSchema, notificationSchema, unreadNotificationsSchema } from './notification.js';
import { uploadUpdateSchema } from './upload.js';
import { ownUserSchema, userSchema } from './user.js';

const emptySchema = z.object({});

/** What a client has in effect for itself; sent with `session:ready`. */
export const callerLimitsSchema = z.object({
  messagesPerSecond: z.number(),
  messageBurst: countSchema,
  textLength: countSchema,
  uploadBytes: countSchema,
  attachmentsPerMessage: countSchema,
});
export type CallerLimits = z.infer<typeof callerLimitsSchema>;

export const joinedSchema = z.object({
  room: roomSchema,
  messages: z.array(messageSchema),
  changes: z.array(messageSchema),
  version: countSchema,
  lastSeq: countSchema,
  reset: z.boolean(),
  online: z.array(userSchema),
  onlineCount: countSchema,
});
export type Joined = z.infer<typeof joinedSchema>;

/** Client to server, each answered by an acknowledgement `{ data }` or `{ error }`. */
export const requestEvents = {
  'room:join': {
    payload: z.strictObject({ roomId: idSchema, afterVersion: z.optional(countSchema) }),
    data: joinedSchema,
  },
  'room:leave': { payload: z.strictObject({ roomId: idSchema }), data: emptySchema },
  'room:read': { payload: z.strictObject({ roomId: idSchema, seq: countSchema }), data: readStateSchema },
  'message:send': {
    payload: sendMessageEventSchema,
    data: z.object({ message: messageSchema, replayed: z.boolean() }),
  },
  'message:edit': {
    payload: z.strictObject({ roomId: idSchema, messageId: idSchema, text: messageTextSchema }),
    data: z.object({ message: messageSchema }),
  },
  'message:delete': {
    payload: z.strictObject({ roomId: idSchema, messageId: idSchema }),
    data: z.object({ message: messageSchema }),
  },
  'message:react': {
    payload: z.strictObject({
      roomId: idSchema,
      messageId: idSchema,
      emoji: emojiSchema,
      remove: z.optional(z.literal(true)),
    }),
    data: z.object({ message: messageSchema }),
  },
} as const;

/** Client to server without an acknowledgement. */
export const signalEvents = {
  'typing:start': { payload: z.strictObject({ roomId: idSchema }) },
  'typing:stop': { payload: z.strictObject({ roomId: idSchema }) },
} as const;

export const messageChangeSchema = z.object({ roomId: z.string(), version: countSchema, message: messageSchema });
export type MessageChange = z.infer<typeof messageChangeSchema>;

const roomEventSchema = z.object({ room: roomSchema });
const notificationEventSchema = z.object({ notification: notificationSchema, unread: countSchema });

/** Server to client. */
export const serverEvents = {
  'session:ready': z.object({
    user: userSchema,
    instanceId: z.string(),
    serverTime: instantSchema,
    limits: callerLimitsSchema,
  }),
  'session:ended': z.object({ code: z.enum(['unauthenticated', 'rate_limited']), message: z.string() }),
  'message:created': messageChangeSchema,
  'message:updated': messageChangeSchema,
  'message:deleted': messageChangeSchema,
  'room:created': roomEventSchema,
  'room:updated': roomEventSchema,
  'room:deleted': roomEventSchema,
  'room:position': z.object({ roomId: z.string(), version: countSchema, lastSeq: countSchema }),
  'room:unread': z.extend(readStateSchema, { roomId: z.string() }),
  /** To the owner's own sockets: how many messages wait for them. */
  'room:held': z.object({ roomId: z.string(), held: countSchema }),
  /** To the person's own sockets. */
  'draft:changed': z.object({ draft: draftSchema }),
  'me:updated': z.object({ user: ownUserSchema }),
  'notification:created': notificationEventSchema,
  'notification:updated': notificationEventSchema,
  /** Too many changed to tell each: read the list anew. */
  'notifications:reset': unreadNotificationsSchema,
  'message:hint': messageHintSchema,
  /** To its owner, when it became ready or was rejected. */
  'upload:updated': uploadUpdateSchema,
  'presence:changed': z.object({
    roomId: z.string(),
    joined: z.array(userSchema),
    left: z.array(userSchema),
    onlineCount: countSchema,
  }),
  'typing:changed': z.object({ roomId: z.string(), users: z.array(userSchema) }),
  'server:draining': z.object({ reconnectInMs: countSchema }),
} as const;

export type RequestEvent = keyof typeof requestEvents;
export type SignalEvent = keyof typeof signalEvents;
export type ServerEvent = keyof typeof serverEvents;
export type MessageEventName = 'message:created' | 'message:updated' | 'message:deleted';

/** What a client writes to ask for an event. */
export type RequestInput<Event extends RequestEvent> = z.input<(typeof requestEvents)[Event]['payload']>;
/** The same after validation. */
export type RequestPayload<Event extends RequestEvent> = z.output<(typeof requestEvents)[Event]['payload']>;
export type RequestData<Event extends RequestEvent> = z.output<(typeof requestEvents)[Event]['data']>;
export type SignalPayload<Event extends SignalEvent> = z.output<(typeof signalEvents)[Event]['payload']>;
export type ServerPayload<Event extends ServerEvent> = z.output<(typeof serverEvents)[Event]>;

/** For Socket.IO's generics on either side. */
export type ServerToClientEvents = { [Event in ServerEvent]: (payload: ServerPayload<Event>) => void };
export type ClientToServerEvents = {
  [Event in RequestEvent]: (
    payload: RequestInput<Event>,
    acknowledge: (answer: Acknowledgement<RequestData<Event>>) => void,
  ) => void;
} & { [Event in SignalEvent]: (payload: SignalPayload<Event>) => void };
