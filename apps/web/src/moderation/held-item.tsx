import type { Message } from '@tertulia/contract';
import { type ReactNode, useState } from 'react';
import { formatInstant, formatWhen } from '../i18n/format-time.js';
import { useLocale } from '../i18n/locale-context.js';
import { Avatar } from '../ui/avatar.js';

interface Props {
  message: Message;
  content: ReactNode;
  onRelease: () => void;
  onRemove: () => void;
}

/** One message that waits, whole, and what can become of it. */
export function HeldItem({ message, content, onRelease, onRemove }: Props) {
  const locale = useLocale();
  const { author, createdAt } = message;
  return (
    <li className="held-item">
      <header>
        <Avatar user={author} size={28} />
        <strong dir="auto">{author.displayName}</strong>
        <time dateTime={createdAt} title={formatInstant(locale.locale, createdAt)}>
          {formatWhen(locale, createdAt, Date.now())}
        </time>
      </header>
      <div className="held-content">{content}</div>
      <Decision name={author.displayName} onRelease={onRelease} onRemove={onRemove} />
    </li>
  );
}

interface DecisionProps extends Pick<Props, 'onRelease' | 'onRemove'> {
  name: string;
}

/** Deleting cannot be taken back, so it is asked for once more in the place of the buttons. */
function Decision({ name, onRelease, onRemove }: DecisionProps) {
  const { t } = useLocale();
  const [isAsking, setIsAsking] = useState(false);
  // The focus follows the question and comes back from it; a list that was just opened takes none.
  const [wasAsked, setWasAsked] = useState(false);
  const ask = (isWanted: boolean) => {
    setIsAsking(isWanted);
    setWasAsked(true);
  };
  if (isAsking) {
    return (
      <div key="question" className="held-buttons" role="group" aria-label={t('heldDeleteQuestion')}>
        <span>{t('heldDeleteQuestion')}</span>
        <button type="button" className="button" autoFocus onClick={() => ask(false)}>
          {t('cancel')}
        </button>
        <button type="button" className="button button-danger" onClick={onRemove}>
          {t('delete')}
        </button>
      </div>
    );
  }
  return (
    <div key="choice" className="held-buttons">
      <button
        type="button"
        className="button"
        aria-label={t('heldDelete', { name })}
        autoFocus={wasAsked}
        onClick={() => ask(true)}
      >
        {t('delete')}
      </button>
      <button
        type="button"
        className="button button-primary"
        data-release
        aria-label={t('heldReleaseOf', { name })}
        onClick={onRelease}
      >
        {t('heldRelease')}
      </button>
    </div>
  );
}
