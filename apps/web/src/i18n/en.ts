import { enCommon } from './en-common.js';
import { enComposer } from './en-composer.js';
import { enMessages } from './en-messages.js';
import { enModeration } from './en-moderation.js';
import { enNavigation } from './en-navigation.js';
import { enPages } from './en-pages.js';
import { enSpeech } from './en-speech.js';
import type { TextsLike } from './texts.js';

/** All texts in English. */
export const en = {
  ...enCommon,
  ...enMessages,
  ...enComposer,
  ...enModeration,
  ...enNavigation,
  ...enPages,
  ...enSpeech,
};

/** What every language must have. */
export type Messages = TextsLike<typeof en>;
