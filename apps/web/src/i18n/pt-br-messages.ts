import type { enMessages } from './en-messages.js';
import type { TextsLike } from './texts.js';

export const ptBrMessages = {} satisfies TextsLike<typeof enMessages>;
