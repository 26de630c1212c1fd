import type { enPages } from './en-pages.js';
import type { TextsLike } from './texts.js';

export const esPages = {} satisfies TextsLike<typeof enPages>;
