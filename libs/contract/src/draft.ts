import * as z from 'zod/mini';
import { countSchema, idSchema, instantSchema } from './ids.js';
import { itemsOf } from './instance.js';
import { limits } from './limits.js';
import { replyReferenceSchema } from './message.js';
import { isStorableText } from './text.js';

/** What one person began to write in one room, on whichever of their devices. An empty text means that there is none. */
export const draftSchema = z.object({
  roomId: z.string(),
  text: z.string(),
  replyTo: z.nullable(replyReferenceSchema),
  /** Counts the changes of this draft, from 1 up. */
  revision: countSchema,
  updatedAt: instantSchema,
});
export type Draft = z.infer<typeof draftSchema>;

export const draftsSchema = itemsOf(draftSchema);

/**
 * `revision` is the one that the device knew (0: none). A text always takes the place of the last one; an empty text only
 * when nothing newer was written meanwhile, so that a late send never erases a newer draft.
 */
export const saveDraftSchema = z.strictObject({
  text: z
    .string()
    .check(z.maxLength(limits.draftLength), z.refine<string>(isStorableText, 'must not hold NUL or lone surrogates')),
  replyToId: z.optional(z.nullable(idSchema)),
  revision: countSchema,
});
export type SaveDraft = z.infer<typeof saveDraftSchema>;
