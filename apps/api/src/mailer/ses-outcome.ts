import type { SendResult } from './mailer.js';
import { fieldOf, refused, unknown } from './refusal.js';

const TEN_MINUTES = 600_000;
const A_MINUTE = 60_000;

/** Nothing was sent yet: no address, no connection, or no trust in the certificate. */
const BEFORE_SENDING =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ERR_TLS_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;

/** Answers about the account or the set-up, with the time after which it may be otherwise; none is about this mail. */
const ABOUT_THE_ACCOUNT = [
  { name: /^(AccountSendingPaused|ConfigurationSetSendingPaused)/, retryAfterMs: TEN_MINUTES },
  {
    name: /^(MailFromDomainNotVerified|FromEmailAddressNotVerified|ConfigurationSetDoesNotExist)/,
    retryAfterMs: TEN_MINUTES,
  },
  {
    name: /^(AccessDenied|InvalidClientTokenId|SignatureDoesNotMatch|ExpiredToken|OptInRequired)/,
    retryAfterMs: A_MINUTE,
  },
];

/**
 * What a failed request to SES means (guarantee G12). Only an answer of SES that says no is a no; a fault of SES, silence, and
 * a connection that broke after the request was written leave it open whether the mail was taken.
 */
export function judgeSesError(error: unknown, senderAddress: string, random: () => number = Math.random): SendResult {
  const status = Number(fieldOf(fieldOf(error, '$metadata'), 'httpStatusCode') ?? 0);
  if (status === 0) return mayHaveArrived(error) ? unknown(error) : refused(error, false);
  if (status < 400 || status >= 500) return unknown(error);
  const name = textOf(error, 'name');
  if (status === 429 || /^(Throttling|TooManyRequests|RequestLimitExceeded|LimitExceeded)/.test(name)) {
    const isDayOver = /daily message quota/i.test(textOf(error, 'message'));
    // Spread, so that several processes do not come back at once.
    return refused(error, false, isDayOver ? TEN_MINUTES : Math.round(1_000 + random() * 9_000));
  }
  if (name === 'MessageRejected') return judgeRejection(error, senderAddress);
  // A malformed address or body: the same request will be malformed again.
  if (name.startsWith('InvalidParameter')) return refused(error, true);
  return refused(error, false, ABOUT_THE_ACCOUNT.find((one) => one.name.test(name))?.retryAfterMs);
}

/** Whether SES says that a stored template is not there. */
export function isTemplateMissing(error: unknown): boolean {
  return textOf(error, 'name').startsWith('TemplateDoesNotExist');
}

/** The content or the recipient is refused for good; an account that may not send, or not from us yet, is no fault of the mail. */
function judgeRejection(error: unknown, senderAddress: string): SendResult {
  const message = textOf(error, 'message').toLowerCase();
  const isPaused = /sending (is )?paused/.test(message);
  const isAboutUs = message.includes('not verified') && message.includes(senderAddress.toLowerCase());
  return isPaused || isAboutUs ? refused(error, false, TEN_MINUTES) : refused(error, true);
}

/** Whether a request without an answer may have reached SES. */
function mayHaveArrived(error: unknown): boolean {
  if (BEFORE_SENDING.test(textOf(error, 'code'))) return false;
  if (/^(connect|getaddrinfo)$/.test(textOf(error, 'syscall'))) return false;
  // The SDK's own limit for connecting has no code.
  return !textOf(error, 'message').includes('did not establish a connection');
}

function textOf(error: unknown, name: string): string {
  return String(fieldOf(error, name) ?? '');
}
