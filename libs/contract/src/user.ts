import * as z from 'zod/mini';
import { idSchema, instantSchema } from './ids.js';
import { limits } from './limits.js';

/** A person as everybody sees them. */
export const userSchema = z.object({
  id: z.string(),
  handle: z.string(),
  displayName: z.string(),
  isGuest: z.boolean(),
  isBot: z.boolean(),
});
export type User = z.infer<typeof userSchema>;

export const locales = ['es', 'pt-BR', 'en'] as const;
export const localeSchema = z.enum(locales);
export type Locale = z.infer<typeof localeSchema>;

/** The signed-in person with the settings that only they see. */
export const ownUserSchema = z.extend(userSchema, {
  locale: z.nullable(localeSchema),
  createdAt: instantSchema,
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
});
export type UpdateMe = z.infer<typeof updateMeSchema>;

export const memberSchema = z.object({ user: userSchema, online: z.boolean() });
export type Member = z.infer<typeof memberSchema>;

export const userIdSchema = idSchema;
