import type { Plural } from './texts.js';

export const enPages = {} satisfies Record<string, string | Plural>;
