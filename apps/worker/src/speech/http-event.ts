import { type ErrorCode, errorStatus, type Issue, type Problem } from '@tertulia/contract';
import * as z from 'zod';

/**
 * What API Gateway hands to a function, payload format 2.0: only what is read of it. Source: API Gateway developer guide,
 * "Create AWS Lambda proxy integrations for HTTP APIs".
 */
export const httpEventSchema = z.object({
  version: z.literal('2.0'),
  headers: z.record(z.string(), z.string()),
  requestContext: z.object({ http: z.object({ method: z.string() }), requestId: z.string() }),
  body: z.string().optional(),
  isBase64Encoded: z.boolean(),
});
export type HttpEvent = z.infer<typeof httpEventSchema>;

/** What the function answers, in the same format. */
export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** The body as it was sent: what a signature was made over. */
export function bodyOf({ body = '', isBase64Encoded }: HttpEvent): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
}

const titles: Partial<Record<ErrorCode, string>> = {
  invalid_payload: 'Bad Request',
  unauthenticated: 'Unauthorized',
  forbidden: 'Forbidden',
  not_found: 'Not Found',
  unsupported_media: 'Unsupported Media Type',
  unavailable: 'Service Unavailable',
};

/** A refusal as every part of the product writes it (RFC 9457). */
export class Refusal extends Error {
  override name = 'Refusal';

  constructor(
    readonly code: ErrorCode,
    detail: string,
    readonly more: { issues?: Issue[]; retryAfterSeconds?: number } = {},
  ) {
    super(detail);
  }

  toAnswer(requestId: string): HttpAnswer {
    const { issues, retryAfterSeconds } = this.more;
    const status = errorStatus[this.code];
    const problem: Problem = {
      type: 'about:blank',
      title: titles[this.code] ?? 'Internal Server Error',
      status,
      detail: this.message,
      code: this.code,
      requestId,
      ...(issues && { issues }),
      ...(retryAfterSeconds !== undefined && { retryAfterMs: retryAfterSeconds * 1_000 }),
    };
    return {
      statusCode: status,
      headers: {
        'content-type': 'application/problem+json',
        ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
      },
      body: JSON.stringify(problem),
    };
  }
}
