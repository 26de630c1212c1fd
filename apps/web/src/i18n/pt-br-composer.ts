import type { enComposer } from './en-composer.js';
import type { TextsLike } from './texts.js';

export const ptBrComposer = {} satisfies TextsLike<typeof enComposer>;
