import type { Plural } from './texts.js';

export const enComposer = {} satisfies Record<string, string | Plural>;
