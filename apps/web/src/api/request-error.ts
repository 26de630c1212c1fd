import type { ErrorCode, Issue } from '@tertulia/contract';

/** Why a request did not succeed: the server's code, or `unreachable` when there was no answer. */
export type FailureCode = ErrorCode | 'unreachable';

/** A request that failed, over HTTP or over the socket alike. */
export class RequestError extends Error {
  override name = 'RequestError';

  constructor(
    readonly code: FailureCode,
    message: string,
    readonly retryAfterMs?: number | undefined,
    /** What of the request was wrong, if the server said so. */
    readonly issues: readonly Issue[] = [],
  ) {
    super(message);
  }
}

/** Whether the same request may succeed later; anything else was refused for good. */
export function isPassing(code: FailureCode): boolean {
  return (
    code === 'unreachable' ||
    code === 'unavailable' ||
    code === 'internal' ||
    code === 'rate_limited' ||
    code === 'slow_mode'
  );
}

/** Why a text was not taken: a room that refuses words has a sentence of its own. */
export type Refusal = FailureCode | 'prohibited';

export function refusalOf(error: unknown): Refusal {
  const isForWords = (issue: Issue) => issue.path === 'text' && issue.message === 'prohibited';
  return error instanceof RequestError && error.issues.some(isForWords) ? 'prohibited' : failureCode(error);
}

/** The code of any thrown value. */
export function failureCode(error: unknown): FailureCode {
  return error instanceof RequestError ? error.code : 'internal';
}
