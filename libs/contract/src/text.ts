/**
 * Whether a text can be stored and sent on as it is: PostgreSQL refuses NUL, and a lone surrogate is no
 * character at all (Unicode 16, section 3.9), so JSON encoders disagree about it.
 */
export function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}
