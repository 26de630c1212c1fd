import type { User } from '@tertulia/contract';
import { useLocale } from '../i18n/locale-context.js';

/** Who is writing now; its height is always the same. */
export function TypingLine({ users }: { users: readonly User[] }) {
  const { t } = useLocale();
  const [first, second] = users.map((user) => user.displayName);
  let text = '';
  if (users.length > 2) text = t('typingMany');
  else if (first && second) text = t('typingTwo', { first, second });
  else if (first) text = t('typingOne', { first });
  return (
    <p className="typing-line" dir="auto">
      {text !== '' && (
        <span className="typing-dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
      )}
      {text}
    </p>
  );
}
