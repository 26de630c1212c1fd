import * as z from 'zod/mini';
import { countSchema, idSchema } from './ids.js';
import { limits } from './limits.js';
import { tagSchema } from './message.js';
import { rejectionReasons } from './upload.js';

/** What is asked about a text; each has a queue of its own, so that one never waits for the other. */
export const textTopics = ['message.words', 'message.sentiment'] as const;
export const textTopicSchema = z.enum(textTopics);
export type TextTopic = z.infer<typeof textTopicSchema>;

/** All queues of delegated work. A body of `upload.picture` is an event of S3: object created. */
export const jobTopics = [...textTopics, 'upload.picture'] as const;
export const jobTopicSchema = z.enum(jobTopics);
export type JobTopic = z.infer<typeof jobTopicSchema>;

/** The body of a job about a message: `textVersion` is the room's version at which the text got its present form. */
export const textJobSchema = z.object({
  topic: textTopicSchema,
  messageId: idSchema,
  roomId: idSchema,
  textVersion: countSchema,
  text: z.string().check(z.maxLength(limits.textLength)),
});
export type TextJob = z.infer<typeof textJobSchema>;

/** Pictures as they are stored: `key` and `thumbnailKey` are names in the object store, made of the content's SHA-256. */
export const storedPictureSchema = z.object({
  key: z.string().check(z.regex(/^media\/[0-9a-f]{64}\.[a-z]{3,4}$/)),
  thumbnailKey: z.string().check(z.regex(/^media\/[0-9a-f]{64}\.[a-z]{3,4}$/)),
  contentType: z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif']),
  bytes: z.int().check(z.minimum(1)),
  width: z.int().check(z.minimum(1)),
  height: z.int().check(z.minimum(1)),
  isAnimated: z.boolean(),
  /** A `data:` URL of a few pixels, shown until the picture is there. */
  placeholder: z
    .string()
    .check(z.maxLength(limits.placeholderLength), z.regex(/^data:image\/webp;base64,[A-Za-z0-9+/=]+$/)),
});
export type StoredPicture = z.infer<typeof storedPictureSchema>;

/** What a worker answers; the same answer twice changes nothing. */
export const jobResultSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('tags'),
    topic: textTopicSchema,
    /** What judged, and in which version: `lexicon`, `comprehend`. */
    analyser: z.string().check(z.regex(/^[a-z-]{1,40}$/)),
    analyserVersion: z.string().check(z.regex(/^[\w.-]{1,20}$/)),
    messageId: idSchema,
    roomId: idSchema,
    textVersion: countSchema,
    tags: z.array(tagSchema).check(z.maxLength(limits.tagsPerTopic)),
  }),
  z.object({ kind: z.literal('picture'), uploadId: idSchema, picture: storedPictureSchema }),
  z.object({ kind: z.literal('rejection'), uploadId: idSchema, reason: z.enum(rejectionReasons) }),
]);
export type JobResult = z.infer<typeof jobResultSchema>;

/** How far a node has come with leaving; `unknown` when nobody of that name was heard of. */
export const nodeDrainSchema = z.object({ state: z.enum(['unknown', 'ordered', 'drained']) });
export type NodeDrain = z.infer<typeof nodeDrainSchema>;

/** Carries the signature of whoever answers delegated work: `t=<Unix seconds>,v1=<HMAC-SHA-256 of "t.body", hex>`. */
export const SIGNATURE_HEADER = 'X-Tertulia-Signature';
