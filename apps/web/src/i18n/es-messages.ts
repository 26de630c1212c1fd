import type { enMessages } from './en-messages.js';
import type { TextsLike } from './texts.js';

export const esMessages = {} satisfies TextsLike<typeof enMessages>;
