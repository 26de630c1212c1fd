/** The languages that texts are judged and spoken in. */
export const languages = ['es', 'pt', 'en'] as const;
export type Language = (typeof languages)[number];
