import * as z from 'zod/mini';

/** Every error code with its HTTP status. */
export const errorStatus = {
  invalid_payload: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported_media: 415,
  rate_limited: 429,
  slow_mode: 429,
  unavailable: 503,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof errorStatus;
export const errorCodes = Object.keys(errorStatus) as ErrorCode[];
export const errorCodeSchema = z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]);

export const issueSchema = z.object({ path: z.string(), message: z.string() });
export type Issue = z.infer<typeof issueSchema>;

/** Body of an HTTP error, `application/problem+json` (RFC 9457). */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: errorCodeSchema,
  requestId: z.string(),
  issues: z.optional(z.array(issueSchema)),
  retryAfterMs: z.optional(z.int()),
});
export type Problem = z.infer<typeof problemSchema>;

/** The error of a socket acknowledgement. */
export const socketErrorSchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  issues: z.optional(z.array(issueSchema)),
  retryAfterMs: z.optional(z.int()),
});
export type SocketError = z.infer<typeof socketErrorSchema>;

export type Acknowledgement<Data> = { data: Data; error?: undefined } | { error: SocketError; data?: undefined };
