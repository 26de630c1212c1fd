import type { Messages } from './en.js';
import { ptBrCommon } from './pt-br-common.js';
import { ptBrComposer } from './pt-br-composer.js';
import { ptBrMessages } from './pt-br-messages.js';
import { ptBrModeration } from './pt-br-moderation.js';
import { ptBrNavigation } from './pt-br-navigation.js';
import { ptBrPages } from './pt-br-pages.js';
import { ptBrSpeech } from './pt-br-speech.js';

/** All texts in Portuguese of Brazil. */
export const ptBr: Messages = {
  ...ptBrCommon,
  ...ptBrMessages,
  ...ptBrComposer,
  ...ptBrModeration,
  ...ptBrNavigation,
  ...ptBrPages,
  ...ptBrSpeech,
};
