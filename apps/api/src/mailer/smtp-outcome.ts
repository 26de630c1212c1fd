import type { SendResult } from './mailer.js';
import { fieldOf, refused, unknown } from './refusal.js';

/** Commands whose refusal is about this one mail; any other (greeting, login, sender) is about how we are set up. */
const ABOUT_THE_MAIL = new Set(['RCPT TO', 'DATA']);

/**
 * What a failed conversation means. A reply of 4xx or 5xx is a refusal at any point (RFC 5321, 4.2.1). Without a reply it
 * depends on whether the mail's content was on its way: the server may have taken it and its answer been lost.
 */
export function judgeSmtpError(error: unknown, isContentUnderway: boolean): SendResult {
  const code = Number(fieldOf(error, 'responseCode'));
  const isAboutTheMail = ABOUT_THE_MAIL.has(String(fieldOf(error, 'command')));
  if (code >= 400 && code <= 599) return refused(error, code >= 500 && isAboutTheMail);
  return isContentUnderway ? unknown(error) : refused(error, false);
}
