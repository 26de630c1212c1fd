import type { enPages } from './en-pages.js';
import type { TextsLike } from './texts.js';

export const ptBrPages = {} satisfies TextsLike<typeof enPages>;
