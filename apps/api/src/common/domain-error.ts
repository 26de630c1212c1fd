import { type ErrorCode, errorStatus, type Issue, type SocketError } from '@tertulia/contract';

interface DomainErrorDetails {
  issues?: Issue[];
  retryAfterMs?: number;
  cause?: unknown;
}

/** A refusal that a client may see: a code of the contract and a sentence without internals. */
export class DomainError extends Error {
  override name = 'DomainError';
  readonly issues: Issue[] | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: DomainErrorDetails = {},
  ) {
    super(message, { cause: details.cause });
    this.issues = details.issues;
    this.retryAfterMs = details.retryAfterMs;
  }

  get status(): number {
    return errorStatus[this.code];
  }

  /** The error as it stands in a socket acknowledgement. */
  toSocketError(): SocketError {
    return {
      code: this.code,
      message: this.message,
      ...(this.issues && { issues: this.issues }),
      ...(this.retryAfterMs !== undefined && { retryAfterMs: this.retryAfterMs }),
    };
  }
}

/** The same answer for what is missing and what is forbidden, so that neither can be told from outside. */
export function notFound(what: string): DomainError {
  return new DomainError('not_found', `${what} was not found.`);
}

/** A dependency is away; the caller may try again. */
export function unavailable(cause: unknown, retryAfterMs = 1_000): DomainError {
  return new DomainError('unavailable', 'The service is briefly unavailable. Try again.', { cause, retryAfterMs });
}
