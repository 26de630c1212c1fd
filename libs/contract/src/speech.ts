import * as z from 'zod/mini';

/** A message, spoken; `url` stays the same for the same words and voice. */
export const speechSchema = z.object({ url: z.string(), contentType: z.string(), voice: z.string() });
export type Speech = z.infer<typeof speechSchema>;

/** What is asked of whoever speaks. Its bound is that of Amazon Polly for one request. */
export const SPOKEN_CHARACTERS = 3_000;
export const speakSchema = z.strictObject({ text: z.string().check(z.minLength(1), z.maxLength(SPOKEN_CHARACTERS)) });
export type Speak = z.infer<typeof speakSchema>;

/** Its answer: `key` is a name in the object store. */
export const spokenSchema = z.object({
  key: z.string().check(z.regex(/^speech\/[0-9a-f]{64}\.(mp3|wav)$/)),
  contentType: z.enum(['audio/mpeg', 'audio/wav']),
  voice: z.string(),
});
export type Spoken = z.infer<typeof spokenSchema>;
