import type { Plural } from './texts.js';

export const enMessages = {} satisfies Record<string, string | Plural>;
