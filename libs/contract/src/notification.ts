import * as z from 'zod/mini';
import { countSchema, idSchema, instantSchema } from './ids.js';
import { limits } from './limits.js';
import { entitySchema, messageTextSchema, replyReferenceSchema } from './message.js';
import { userSchema } from './user.js';

/**
 * What became of a notification: told in the app alone, a mail is due, was sent, or was not sent after all. Everybody who is
 * named is told in the app, whatever happens to the mail.
 */
export const deliveryOutcomes = ['shown', 'waiting', 'mailed', 'not_mailed'] as const;

/** Why: each has a sentence in every language (product gap 4). */
export const deliveryReasons = [
  // shown
  'no_address',
  'not_a_member',
  // waiting
  'due',
  'in_room',
  'away',
  'daily',
  'batched',
  'quiet_hours',
  'paused',
  'budget',
  'daily_cap',
  'unsettled',
  // mailed
  'alone',
  'followed_up',
  'digest',
  // not_mailed
  'read_in_time',
  'muted_room',
  'never',
  'unsubscribed',
  'suppressed_address',
  'withdrawn',
  'deleted',
  'left_room',
  'expired',
  'failed',
] as const;
export const deliverySchema = z.object({
  outcome: z.enum(deliveryOutcomes),
  reason: z.nullable(z.enum(deliveryReasons)),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** One person told of one message: at most one of these exists for the two, however often they are named in it. */
export const notificationSchema = z.object({
  id: z.string(),
  kind: z.enum(['mention', 'reply']),
  room: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  message: replyReferenceSchema,
  createdAt: instantSchema,
  readAt: z.nullable(instantSchema),
  /** The message was deleted or names the person no longer; lists leave these out. */
  withdrawnAt: z._default(z.nullable(instantSchema), null),
  delivery: deliverySchema,
});
export type Notification = z.infer<typeof notificationSchema>;

const limitParameter = z.pipe(
  z.string().check(z.regex(/^\d{1,3}$/)),
  z.pipe(z.transform(Number), z.int().check(z.minimum(1), z.maximum(limits.notificationsPage))),
);

/** `before` is a `nextCursor`. */
export const listNotificationsSchema = z.strictObject({
  before: z.optional(idSchema),
  limit: z.optional(limitParameter),
  /** Only those that are unread. */
  unread: z.optional(z.literal('true')),
});
export type ListNotifications = z.infer<typeof listNotificationsSchema>;

/** The newest first; `unread` counts all of them, not only those of the page. */
export const notificationPageSchema = z.object({
  items: z.array(notificationSchema),
  unread: countSchema,
  nextCursor: z.nullable(z.string()),
});
export type NotificationPage = z.infer<typeof notificationPageSchema>;

export const readNotificationsSchema = z.union([
  z.strictObject({ ids: z.array(idSchema).check(z.minLength(1), z.maxLength(limits.notificationsRead)) }),
  z.strictObject({ all: z.literal(true) }),
]);
export type ReadNotifications = z.infer<typeof readNotificationsSchema>;

/** `readAt` names what was read now, for `POST /api/notifications/restore`; null when nothing was unread. */
export const readNotificationsResultSchema = z.object({ unread: countSchema, readAt: z.nullable(instantSchema) });
export type ReadNotificationsResult = z.infer<typeof readNotificationsResultSchema>;

/** Makes unread again what was read at that instant. */
export const restoreNotificationsSchema = z.strictObject({ readAt: z.iso.datetime() });
export type RestoreNotifications = z.infer<typeof restoreNotificationsSchema>;

export const unreadNotificationsSchema = z.object({ unread: countSchema });
export type UnreadNotifications = z.infer<typeof unreadNotificationsSchema>;

/** A text that is not sent yet: whom would it tell? */
export const previewMentionsSchema = z.strictObject({ text: messageTextSchema });
export type PreviewMentions = z.infer<typeof previewMentionsSchema>;

/** A mention of everybody, or of those who are here; null when the text has none. */
const everyoneSchema = z.object({ kind: z.enum(['all', 'here']), count: countSchema, isAllowed: z.boolean() });

/** What the server would do with a text, read and told to nobody. */
export const mentionPreviewSchema = z.object({
  entities: z.array(entitySchema),
  /** People who would be told by their name, the author left out. */
  notified: z.array(userSchema),
  /** Those of them who are not in the room; in a public one they are told nevertheless. */
  outside: z.array(userSchema),
  /** People who are named and could not be told: they may not see the room. */
  unreachable: z.array(userSchema),
  /** How many more are named than one message tells. */
  omitted: countSchema,
  everyone: z.nullable(everyoneSchema),
});
export type MentionPreview = z.infer<typeof mentionPreviewSchema>;

/** To the author alone, after sending or editing: who was named and not told. */
export const messageHintSchema = z.object({
  roomId: z.string(),
  messageId: z.string(),
  unreachable: z.array(userSchema),
  omitted: countSchema,
  isEveryoneRefused: z.boolean(),
});
export type MessageHint = z.infer<typeof messageHintSchema>;
