import * as z from 'zod/mini';
import { countSchema } from './ids.js';
import { itemsOf } from './instance.js';
import { limits } from './limits.js';
import { messageSchema } from './message.js';
import { isStorableText } from './text.js';

const boundedLimit = z.pipe(
  z.string().check(z.regex(/^\d{1,3}$/)),
  z.pipe(z.transform(Number), z.int().check(z.minimum(1), z.maximum(limits.searchPageSize))),
);

/** `q` holds words and the filters `from:` `in:` `before:` `after:` `has:image` `mentions:me`; `cursor` is a `nextCursor`. */
export const searchSchema = z.strictObject({
  q: z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(limits.searchLength),
      z.refine<string>(isStorableText, 'must not hold NUL or lone surrogates'),
    ),
  cursor: z.optional(z.string().check(z.regex(/^[\w-]{1,200}$/))),
  limit: z.optional(boundedLimit),
});
export type Search = z.infer<typeof searchSchema>;

/** A part of a text that matched, in code points like an entity. */
export const highlightSchema = z.object({ start: countSchema, length: countSchema });
export type Highlight = z.infer<typeof highlightSchema>;

export const searchHitSchema = z.object({
  message: messageSchema,
  room: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  highlights: z.array(highlightSchema),
});
export type SearchHit = z.infer<typeof searchHitSchema>;

export const searchPageSchema = itemsOf(searchHitSchema);
export type SearchPage = z.infer<typeof searchPageSchema>;
