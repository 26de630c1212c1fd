import type { enComposer } from './en-composer.js';
import type { TextsLike } from './texts.js';

export const esComposer = {} satisfies TextsLike<typeof enComposer>;
