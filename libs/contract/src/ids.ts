import * as z from 'zod/mini';

/** An id made by the server: UUIDv7, always compared in lower case. */
export const idSchema = z.pipe(
  z.uuid(),
  z.transform((value: string) => value.toLowerCase()),
);

/** A UUID made by the client for one message, the same on every retry of it. */
export const clientMessageIdSchema = idSchema;

/** An instant as ISO 8601 in UTC with milliseconds. */
export const instantSchema = z.string();

/** A whole number from 0 up, for `seq`, `version` and counts. */
export const countSchema = z.int().check(z.minimum(0));
