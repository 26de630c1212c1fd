import type { Messages } from './en.js';
import { esCommon } from './es-common.js';
import { esComposer } from './es-composer.js';
import { esMessages } from './es-messages.js';
import { esModeration } from './es-moderation.js';
import { esNavigation } from './es-navigation.js';
import { esPages } from './es-pages.js';
import { esSpeech } from './es-speech.js';

/** All texts in Spanish. */
export const es: Messages = {
  ...esCommon,
  ...esMessages,
  ...esComposer,
  ...esModeration,
  ...esNavigation,
  ...esPages,
  ...esSpeech,
};
