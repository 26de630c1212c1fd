import type { Message } from '@tertulia/contract';
import { useLocale } from '../i18n/locale-context.js';
import { IconButton } from '../ui/icon-button.js';
import { useHearing } from './hearing.js';

/** Reads a message aloud, and stops it (S2-55); not there where nothing can be heard. */
export function ListenButton({ message }: { message: Message }) {
  const { t } = useLocale();
  const hearing = useHearing(message);
  if (!hearing) return null;
  const { isHeard, toggle } = hearing;
  return <IconButton icon={isHeard ? 'stop' : 'listen'} label={t('listen')} isPressed={isHeard} onClick={toggle} />;
}
