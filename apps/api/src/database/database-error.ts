import { DomainError, unavailable } from '../common/domain-error.js';

/** SQLSTATE classes and codes that mean "not now": connection, resources, operator intervention, lock and statement time-outs. */
const TRANSIENT_CLASSES = new Set(['08', '53', '57', '58']);
const TRANSIENT_CODES = new Set(['55P03', '40001', '40P01', '25006']);
const TRANSIENT_SYSTEM = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
const TRANSIENT_TEXT =
  /timeout|terminat|already released|Connection ended|not queryable|pool is (not open|draining)|Cannot use a pool|not (connected|initialized)/i;

/** Serialization failure and deadlock. */
const UNDONE_CODES = new Set(['40001', '40P01']);
/** Ended by an administrator, or with the connection. */
const CUT_CODES = new Set(['57P01', 'ECONNRESET', 'EPIPE']);
const CUT_TEXT = /Connection terminated unexpectedly/;

/** Whether the statement may succeed later without change. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if (code && (TRANSIENT_CLASSES.has(code.slice(0, 2)) || TRANSIENT_CODES.has(code) || TRANSIENT_SYSTEM.has(code)))
    return true;
  return TRANSIENT_TEXT.test(error.message);
}

/** Whether a unique constraint refused the row; with its name. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!(error instanceof Error) || codeOf(error) !== '23505') return false;
  return (
    constraint === undefined ||
    ('constraint' in error && error.constraint === constraint) ||
    constraintOf(error) === constraint
  );
}

/** Whether a row that somebody holds was waited for in vain; also behind `unavailable`. */
export function isLockTimeout(error: unknown): boolean {
  return codeBehind(error) === '55P03';
}

/** Whether the statement got in the way of another and was surely undone. */
export function isUndone(error: unknown): boolean {
  return UNDONE_CODES.has(codeBehind(error) ?? '');
}

/**
 * Whether the same statement, if it may be repeated at all, is likely to succeed at once: it was undone, or the connection
 * was cut by the server, which may have happened just after the commit.
 */
export function isMomentary(error: unknown): boolean {
  const cause = causeOf(error);
  if (isUndone(cause) || CUT_CODES.has(codeBehind(cause) ?? '')) return true;
  return cause instanceof Error && CUT_TEXT.test(cause.message);
}

/** Turns "the database is away" into `unavailable`; leaves everything else as it is. */
export function toDomainError(error: unknown): unknown {
  if (error instanceof DomainError) return error;
  return isTransient(error) ? unavailable(error) : error;
}

/** What stands behind our refusal. */
function causeOf(error: unknown): unknown {
  return error instanceof DomainError ? error.cause : error;
}

function codeBehind(error: unknown): string | undefined {
  const cause = causeOf(error);
  return cause instanceof Error ? codeOf(cause) : undefined;
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** TypeORM wraps the driver's error and keeps it in `driverError`. */
function constraintOf(error: Error): unknown {
  const driverError = 'driverError' in error ? error.driverError : undefined;
  return driverError && typeof driverError === 'object' && 'constraint' in driverError
    ? driverError.constraint
    : undefined;
}
