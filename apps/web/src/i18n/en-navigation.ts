import type { Plural } from './texts.js';

export const enNavigation = {} satisfies Record<string, string | Plural>;
