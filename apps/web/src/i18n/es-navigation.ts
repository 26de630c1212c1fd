import type { enNavigation } from './en-navigation.js';
import type { TextsLike } from './texts.js';

export const esNavigation = {} satisfies TextsLike<typeof enNavigation>;
