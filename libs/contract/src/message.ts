import * as z from 'zod/mini';
import { clientMessageIdSchema, countSchema, idSchema, instantSchema } from './ids.js';
import { limits } from './limits.js';
import { isStorableText } from './text.js';
import { userSchema } from './user.js';

export const entitySchema = z.object({
  kind: z.enum(['mention', 'room', 'everyone']),
  start: countSchema,
  length: countSchema,
  userId: z.optional(z.string()),
  roomId: z.optional(z.string()),
});
export type Entity = z.infer<typeof entitySchema>;

export const attachmentSchema = z.object({
  id: z.string(),
  status: z.enum(['pending', 'ready', 'rejected']),
  reason: z.optional(z.string()),
  url: z.nullable(z.string()),
  thumbnailUrl: z.nullable(z.string()),
  width: z.nullable(countSchema),
  height: z.nullable(countSchema),
  contentType: z.string(),
  bytes: countSchema,
  alt: z.nullable(z.string()),
  /** A `data:` URL of a few pixels, shown until the picture is there. */
  placeholder: z.optional(z.string()),
  /** It moves; its thumbnail is its first frame. */
  isAnimated: z.optional(z.boolean()),
});
export type Attachment = z.infer<typeof attachmentSchema>;

export const replyReferenceSchema = z.object({
  id: z.string(),
  seq: countSchema,
  author: userSchema,
  excerpt: z.string(),
});
export type ReplyReference = z.infer<typeof replyReferenceSchema>;

export const reactionSchema = z.object({ emoji: z.string(), count: countSchema, me: z.boolean() });
export type Reaction = z.infer<typeof reactionSchema>;

export const tagSchema = z.object({
  kind: z.string(),
  label: z.string(),
  score: z.nullable(z.number()),
  source: z.string(),
});
export type Tag = z.infer<typeof tagSchema>;

/** A message; a deleted one keeps its place in the order, with `deletedAt` and no content. */
export const messageSchema = z.object({
  id: z.string(),
  roomId: z.string(),
  seq: countSchema,
  version: countSchema,
  author: userSchema,
  text: z.string(),
  entities: z.array(entitySchema),
  attachments: z.array(attachmentSchema),
  replyTo: z.nullable(replyReferenceSchema),
  reactions: z.array(reactionSchema),
  tags: z.array(tagSchema),
  clientMessageId: z.string(),
  createdAt: instantSchema,
  editedAt: z.nullable(instantSchema),
  deletedAt: z.nullable(instantSchema),
  /** Since when it waits for the room's owner; until then only its author sees what it says. */
  heldAt: z.optional(instantSchema),
});
export type Message = z.infer<typeof messageSchema>;

const trimmedTextSchema = z.pipe(
  z.string().check(z.maxLength(limits.frameBytes)),
  z.transform((value: string) => value.trim()),
);

const storableText = z.refine<string>(isStorableText, 'must not hold NUL or lone surrogates');

/** Text of a message: 1 to 8,000 characters after trimming. */
export const messageTextSchema = z.pipe(
  trimmedTextSchema,
  z.string().check(z.minLength(1), z.maxLength(limits.textLength), storableText),
);

const optionalTextSchema = z.pipe(trimmedTextSchema, z.string().check(z.maxLength(limits.textLength), storableText));

const contentShape = {
  clientMessageId: clientMessageIdSchema,
  text: z.optional(optionalTextSchema),
  attachmentIds: z.optional(z.array(idSchema).check(z.maxLength(limits.attachmentsPerMessage))),
  replyToId: z.optional(idSchema),
};

const hasContent = z.refine<{ text?: string | undefined; attachmentIds?: string[] | undefined }>(
  (value) => (value.text ?? '') !== '' || (value.attachmentIds ?? []).length > 0,
  { message: 'must not be empty', path: ['text'] },
);

/** What a client sends over HTTP to post a message. */
export const sendMessageSchema = z.strictObject(contentShape).check(hasContent);
export type SendMessage = z.infer<typeof sendMessageSchema>;

/** The same over the socket, with the room. */
export const sendMessageEventSchema = z.strictObject({ roomId: idSchema, ...contentShape }).check(hasContent);

export const editMessageSchema = z.strictObject({ text: messageTextSchema });
export type EditMessage = z.infer<typeof editMessageSchema>;

export const publishSchema = z.strictObject({ message: messageTextSchema });

/** One emoji: a single grapheme that Unicode lists as an emoji (UTS 51). */
export const emojiSchema = z.string().check(
  z.minLength(1),
  z.maxLength(64),
  z.refine((value: string) => /^\p{RGI_Emoji}$/v.test(value), 'must be one emoji'),
);

const seqParameter = z.pipe(z.string().check(z.regex(/^\d{1,15}$/)), z.transform(Number));

function boundedParameter(maximum: number) {
  return z.pipe(seqParameter, z.int().check(z.minimum(1), z.maximum(maximum)));
}

export const listMessagesSchema = z
  .strictObject({
    limit: z.optional(boundedParameter(limits.pageSize)),
    before: z.optional(seqParameter),
    after: z.optional(seqParameter),
    around: z.optional(seqParameter),
    /** Around the first message that was written at this instant or later. */
    at: z.optional(z.iso.datetime()),
  })
  .check(
    z.refine(
      (value) =>
        [value.before, value.after, value.around, value.at].filter((cursor) => cursor !== undefined).length <= 1,
      'only one of before, after, around and at',
    ),
  );
export type ListMessages = z.infer<typeof listMessagesSchema>;

export const messagePageSchema = z.object({
  items: z.array(messageSchema),
  firstSeq: z.nullable(countSchema),
  lastSeq: z.nullable(countSchema),
  version: countSchema,
  hasBefore: z.boolean(),
  hasAfter: z.boolean(),
});
export type MessagePage = z.infer<typeof messagePageSchema>;

/** The newest page of a public room, or one around a message or a `seq`, for somebody who has not entered. */
export const previewRoomSchema = z
  .strictObject({
    message: z.optional(idSchema),
    before: z.optional(seqParameter),
    limit: z.optional(boundedParameter(limits.pageSize)),
  })
  .check(
    z.refine((value) => value.message === undefined || value.before === undefined, 'only one of message and before'),
  );
export type PreviewRoom = z.infer<typeof previewRoomSchema>;

export const listChangesSchema = z.strictObject({
  after: seqParameter,
  limit: z.optional(boundedParameter(limits.changesPage)),
});
export type ListChanges = z.infer<typeof listChangesSchema>;

export const changesPageSchema = z.object({
  items: z.array(messageSchema),
  version: countSchema,
  more: z.boolean(),
  reset: z.boolean(),
});
export type ChangesPage = z.infer<typeof changesPageSchema>;
