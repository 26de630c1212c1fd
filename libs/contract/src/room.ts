import * as z from 'zod/mini';
import { countSchema, instantSchema } from './ids.js';
import { limits } from './limits.js';
import { isStorableText } from './text.js';
import { handleSchema, nameSchema } from './user.js';

export const visibilitySchema = z.enum(['public', 'private']);
export type Visibility = z.infer<typeof visibilitySchema>;

export const roleSchema = z.enum(['owner', 'member']);
export type Role = z.infer<typeof roleSchema>;

/** What a person wants to be told of a room; `none` mutes it. */
export const notifySchema = z.enum(['all', 'mentions', 'none']);

/** What becomes of a message with a prohibited word: marked, kept back for the room's owner, or refused. */
export const wordRuleSchema = z.enum(['tag', 'hold', 'block']);
export type WordRule = z.infer<typeof wordRuleSchema>;

/** Where one person stands in one room. `unread` and `mentions` are counted by the server, never added up by a client. */
export const roomMeSchema = z.object({
  role: roleSchema,
  readSeq: countSchema,
  unread: countSchema,
  mentions: countSchema,
  notify: notifySchema,
  isFavourite: z._default(z.boolean(), false),
  /** Whether mentions in this room may be mailed. */
  isMailed: z._default(z.boolean(), true),
  /** Messages that wait for the owner; of owners alone. */
  held: z.optional(countSchema),
});
export type RoomMe = z.infer<typeof roomMeSchema>;

export const roomSchema = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  topic: z.string(),
  visibility: visibilitySchema,
  createdAt: instantSchema,
  createdBy: z.nullable(z.string()),
  lastSeq: countSchema,
  version: countSchema,
  /** Goes up with each change of what owners set; of two that were told, the higher one is the present one. */
  revision: z.optional(countSchema),
  lastMessageAt: z.nullable(instantSchema),
  memberCount: countSchema,
  slowModeSeconds: countSchema,
  retentionDays: z.nullable(countSchema),
  /** Since when the room can only be read. */
  archivedAt: z._default(z.nullable(instantSchema), null),
  wordRule: z._default(wordRuleSchema, 'tag'),
  me: z.optional(roomMeSchema),
});
export type Room = z.infer<typeof roomSchema>;

/** A topic may be empty; otherwise the rules of a name. */
const topicSchema = z.union([z.literal(''), nameSchema(limits.roomTopicLength)]);

export const createRoomSchema = z.strictObject({
  name: nameSchema(limits.roomNameLength),
  topic: z.optional(topicSchema),
  visibility: z.optional(visibilitySchema),
});
export type CreateRoom = z.infer<typeof createRoomSchema>;

export const updateRoomSchema = z.strictObject({
  name: z.optional(nameSchema(limits.roomNameLength)),
  topic: z.optional(topicSchema),
  visibility: z.optional(visibilitySchema),
  /** An archived room can be read and found, and nothing in it changes. */
  archived: z.optional(z.boolean()),
  wordRule: z.optional(wordRuleSchema),
});
export type UpdateRoom = z.infer<typeof updateRoomSchema>;

/** The own relation to a room. */
export const updateRoomMeSchema = z.strictObject({
  notify: z.optional(notifySchema),
  isFavourite: z.optional(z.boolean()),
  isMailed: z.optional(z.boolean()),
});
export type UpdateRoomMe = z.infer<typeof updateRoomMeSchema>;

/** Somebody to be let into a room, by handle. */
export const addMemberSchema = z.strictObject({ handle: handleSchema });
export type AddMember = z.infer<typeof addMemberSchema>;

/** A room is named by its id or its slug. */
export const roomRefSchema = z
  .string()
  .check(z.minLength(1), z.maxLength(100), z.regex(/^[\p{L}\p{M}\p{N}-]+$/u, 'must be an id or a slug'));

export const listRoomsSchema = z.strictObject({
  q: z.optional(
    z.string().check(z.maxLength(100), z.refine<string>(isStorableText, 'must not hold NUL or lone surrogates')),
  ),
});

export const markReadSchema = z.strictObject({ seq: countSchema, unread: z.optional(z.literal(true)) });
export type MarkRead = z.infer<typeof markReadSchema>;

export const readStateSchema = z.object({ readSeq: countSchema, unread: countSchema, mentions: countSchema });
export type ReadState = z.infer<typeof readStateSchema>;
