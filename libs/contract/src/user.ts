import * as z from 'zod/mini';
import { idSchema, instantSchema } from './ids.js';
import { limits } from './limits.js';
import { mailPreferenceSchema, ownEmailSchema, quietHoursSchema, timeZoneSchema } from './mail.js';
import { isStorableText } from './text.js';

/** A person as everybody sees them. */
export const userSchema = z.object({
  id: z.string(),
  handle: z.string(),
  displayName: z.string(),
  isGuest: z.boolean(),
  isBot: z.boolean(),
  /** Made from a passphrase: who knows it has the same mark in any browser, and nobody else has it. Absent for most. */
  mark: z.optional(z.string()),
});
export type User = z.infer<typeof userSchema>;

export const locales = ['es', 'pt-BR', 'en'] as const;
export const localeSchema = z.enum(locales);
export type Locale = z.infer<typeof localeSchema>;

/** How a person wants the web app to behave; kept with the person, so that it is the same on every device. */
export const settingsSchema = z.strictObject({
  /** Where a room opens. */
  openAt: z.enum(['unread', 'newest', 'last']),
  /** When messages become read: by being seen, by leaving the room, or only by hand. */
  marking: z.enum(['seen', 'leave', 'manual']),
  sendWith: z.enum(['enter', 'mod-enter']),
  /** What a screen reader is told while it happens. */
  announce: z.enum(['all', 'mentions', 'none']),
  /** Single letters as shortcuts on a focused message (WCAG 2.1.4). */
  letterKeys: z.boolean(),
  roomOrder: z.enum(['activity', 'name']),
  /** Own messages on the other side, in bubbles. */
  bubbles: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = {
  openAt: 'unread',
  marking: 'seen',
  sendWith: 'enter',
  announce: 'all',
  letterKeys: true,
  roomOrder: 'activity',
  bubbles: false,
};

/** The signed-in person with the settings that only they see. */
export const ownUserSchema = z.extend(userSchema, {
  locale: z.nullable(localeSchema),
  createdAt: instantSchema,
  /** Goes up with each change of what follows; of two that were told, the higher one is the present one. */
  version: z.optional(z.int().check(z.minimum(0))),
  /** Sessions that were kept before there were settings have none. */
  settings: z._default(settingsSchema, defaultSettings),
  /** Null for a guest. */
  email: z._default(z.nullable(ownEmailSchema), null),
  mailPreference: z._default(mailPreferenceSchema, 'each'),
  quietHours: z._default(z.nullable(quietHoursSchema), null),
  /** For the times in mail and of the daily one; that of the quiet hours goes before it. */
  timeZone: z._default(z.nullable(timeZoneSchema), null),
  /** Until when nothing is mailed. */
  mailPausedUntil: z._default(z.nullable(instantSchema), null),
});
export type OwnUser = z.infer<typeof ownUserSchema>;

/** What a name must not hold: controls, line breaks, bidirectional overrides, zero-width and lone surrogates. */
const unsafeInName = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * One line of text that people choose: trimmed, NFC, and free of characters that could disguise it
 * (OWASP ASVS 5.0, 2.2.1; Unicode TR 36 on bidirectional and invisible characters).
 */
export function nameSchema(maximum: number) {
  return z.pipe(
    z.pipe(
      z.string().check(z.maxLength(maximum * 4)),
      z.transform((value: string) => value.normalize('NFC').trim().replace(/\s+/gu, ' ')),
    ),
    z.string().check(
      z.minLength(1),
      z.maxLength(maximum),
      z.refine((value: string) => !unsafeInName.test(value), 'must not hold control or invisible characters'),
    ),
  );
}

export const displayNameSchema = nameSchema(limits.displayNameLength);

/** Letters, marks, digits, `_`, `-`, `.`; begins and ends with a letter or digit; 2 to 32 characters (product rule 4.6). */
export const handleSchema = z.pipe(
  z.pipe(
    z.string().check(z.maxLength(limits.handleLength * 4)),
    z.transform((value: string) => value.normalize('NFKC').trim()),
  ),
  z
    .string()
    .check(
      z.minLength(2),
      z.maxLength(limits.handleLength),
      z.regex(
        /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_.-]*[\p{L}\p{M}\p{N}]$/u,
        'letters, digits, _ - . and a letter or digit at both ends',
      ),
    ),
);

export const createSessionSchema = z.strictObject({ displayName: z.optional(displayNameSchema) });
export type CreateSession = z.infer<typeof createSessionSchema>;

export const sessionSchema = z.object({ token: z.string(), expiresAt: instantSchema, user: ownUserSchema });
export type Session = z.infer<typeof sessionSchema>;

export const updateMeSchema = z.strictObject({
  handle: z.optional(handleSchema),
  displayName: z.optional(displayNameSchema),
  locale: z.optional(localeSchema),
  timeZone: z.optional(timeZoneSchema),
  settings: z.optional(z.partial(settingsSchema)),
  mailPreference: z.optional(mailPreferenceSchema),
  quietHours: z.optional(z.nullable(quietHoursSchema)),
  mailPausedUntil: z.optional(z.nullable(z.iso.datetime())),
});
export type UpdateMe = z.infer<typeof updateMeSchema>;

/** The passphrase behind a mark; kept by nobody but the person. */
export const makeMarkSchema = z.strictObject({
  passphrase: z
    .string()
    .check(
      z.minLength(limits.passphraseMinimum),
      z.maxLength(limits.passphraseLength),
      z.refine<string>(isStorableText, 'must not hold NUL or lone surrogates'),
    ),
});
export type MakeMark = z.infer<typeof makeMarkSchema>;

/** The beginning, or another part, of a handle or name. */
export const findUsersSchema = z.strictObject({
  q: z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(limits.displayNameLength),
      z.refine<string>(isStorableText, 'must not hold NUL or lone surrogates'),
    ),
});

export const memberSchema = z.object({ user: userSchema, online: z.boolean() });
export type Member = z.infer<typeof memberSchema>;

export const userIdSchema = idSchema;
