import type { MessageHint } from '@tertulia/contract';
import { useEffect } from 'react';
import { hintWords } from '../composer/mention-words.js';
import { useLocale } from '../i18n/locale-context.js';
import { useToasts } from '../ui/toasts.js';

interface HintSource {
  on: (event: 'message:hint', listener: (hint: MessageHint) => void) => () => void;
}

/** Says to the author of a message who was named in it and not told, wherever they are by then. */
export function useMessageHints(socket: HintSource): void {
  const locale = useLocale();
  const toasts = useToasts();
  useEffect(
    () =>
      socket.on('message:hint', (hint) => {
        const text = hintWords(hint, locale).join(' ');
        if (text !== '') toasts.show({ text });
      }),
    [socket, toasts, locale],
  );
}
