import type { SendResult } from './mailer.js';
import { refused, unknown } from './refusal.js';

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
  if (!(error instanceof Error)) return unknown(error);
  const status = statusOf(error);
  if (status === 0) return wasSent(error) ? unknown(error) : refused(error, false);
  if (status < 400 || status >= 500) return unknown(error);
  if (/^(Throttling|TooManyRequests|RequestLimitExceeded|LimitExceeded)/.test(error.name) || status === 429) {
    const isDayOver = /daily message quota/i.test(error.message);
    // Spread, so that several processes do not come back at once.
    return refused(error, false, isDayOver ? TEN_MINUTES : Math.round(1_000 + random() * 9_000));
  }
  if (error.name === 'MessageRejected') return judgeRejection(error, senderAddress);
  // A malformed address or body: the same request will be malformed again.
  if (error.name.startsWith('InvalidParameter')) return refused(error, true);
  return refused(error, false, ABOUT_THE_ACCOUNT.find(({ name }) => name.test(error.name))?.retryAfterMs);
}

/** Whether SES says that a stored template is not there. */
export function isTemplateMissing(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith('TemplateDoesNotExist');
}

/** The content or the recipient is refused for good; an account that may not send, or not from us yet, is no fault of the mail. */
function judgeRejection(error: Error, senderAddress: string): SendResult {
  const isPaused = /sending (is )?paused/i.test(error.message);
  const isUnverified = /not verified/i.test(error.message);
  const isAboutUs = isUnverified && error.message.toLowerCase().includes(senderAddress.toLowerCase());
  return isPaused || isAboutUs ? refused(error, false, TEN_MINUTES) : refused(error, true);
}

/** Whether a request without an answer may have reached SES. */
function wasSent(error: Error): boolean {
  const code = String(Reflect.get(error, 'code') ?? '');
  const call = String(Reflect.get(error, 'syscall') ?? '');
  if (BEFORE_SENDING.test(code) || call === 'connect' || call === 'getaddrinfo') return false;
  // The SDK's own limit for connecting has no code.
  return !/did not establish a connection/.test(error.message);
}

function statusOf(error: Error): number {
  const metadata: unknown = Reflect.get(error, '$metadata');
  const status: unknown = metadata instanceof Object ? Reflect.get(metadata, 'httpStatusCode') : undefined;
  return typeof status === 'number' ? status : 0;
}
