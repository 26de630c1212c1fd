import * as z from 'zod/mini';
import { isStorableText } from './text.js';

/**
 * When a mention is mailed: at once and then folded, only after the person was away for a while, once a day, or never.
 */
export const mailPreferences = ['each', 'away', 'daily', 'never'] as const;
export const mailPreferenceSchema = z.enum(mailPreferences);
export type MailPreference = z.infer<typeof mailPreferenceSchema>;

const timeOfDay = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM'));

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A time zone of IANA. */
export const timeZoneSchema = z
  .string()
  .check(z.maxLength(64), z.refine<string>(isTimeZone, 'must be a time zone such as America/Lima'));

/**
 * When nothing is mailed: from one time of day to another, in a time zone (IANA), on the days on which it begins
 * (0: Sunday). `to` before `from` is on the next day; equal ones are a whole day. What was held follows as one digest.
 */
export const quietHoursSchema = z.strictObject({
  timeZone: timeZoneSchema,
  from: timeOfDay,
  to: timeOfDay,
  days: z.array(z.int().check(z.minimum(0), z.maximum(6))).check(z.minLength(1), z.maxLength(7)),
});
export type QuietHours = z.infer<typeof quietHoursSchema>;

/** Characters of an address (RFC 5321, 4.5.3.1.3, less the brackets). */
const ADDRESS_LENGTH = 254;

/** One address as it is written after RFC 5321; the part behind the `@` in lower case. */
export const emailSchema = z.pipe(
  z.pipe(
    z.string().check(z.maxLength(ADDRESS_LENGTH * 2), z.refine<string>(isStorableText, 'must be text')),
    z.transform((value: string) => {
      const text = value.trim();
      const at = text.lastIndexOf('@');
      return text.slice(0, at) + text.slice(at).toLowerCase();
    }),
  ),
  z.email().check(z.maxLength(ADDRESS_LENGTH)),
);

/**
 * The own address: asked for and not confirmed yet, confirmed, refused by its host so that nothing is sent to it, or confirmed
 * and unsubscribed from everything by the link of a mail, until it is confirmed anew.
 */
export const ownEmailSchema = z.object({
  address: z.string(),
  state: z.enum(['pending', 'verified', 'suppressed', 'unsubscribed']),
});
export type OwnEmail = z.infer<typeof ownEmailSchema>;

export const setEmailSchema = z.strictObject({ email: emailSchema });
export type SetEmail = z.infer<typeof setEmailSchema>;

/** The token of a confirmation mail: single-use, 24 hours. */
export const verifyEmailSchema = z.strictObject({ token: z.string().check(z.minLength(1), z.maxLength(200)) });
export type VerifyEmail = z.infer<typeof verifyEmailSchema>;

export const requestCodeSchema = z.strictObject({ email: emailSchema });
export type RequestCode = z.infer<typeof requestCodeSchema>;

/** Six digits from the mail; blanks that came along with them do not matter. */
export const useCodeSchema = z.strictObject({
  email: emailSchema,
  code: z.pipe(
    z.pipe(
      z.string().check(z.maxLength(40)),
      z.transform((value: string) => value.replace(/\s/g, '')),
    ),
    z.string().check(z.regex(/^\d{6}$/, 'six digits')),
  ),
});
export type UseCode = z.infer<typeof useCodeSchema>;

/** What a link in a mail can stop: mail about one room, about mentions, or everything that was not asked for. */
export const unsubscribeScopes = ['room', 'mentions', 'everything'] as const;

/** The form of RFC 8058 (`List-Unsubscribe=One-Click`), or the choice on the page behind the link. */
export const unsubscribeSchema = z.object({
  'List-Unsubscribe': z.optional(z.string().check(z.maxLength(40))),
  scope: z.optional(z.enum(unsubscribeScopes)),
});
export type Unsubscribe = z.infer<typeof unsubscribeSchema>;
