import type { Message } from '@tertulia/contract';
import { useLocale } from '../i18n/locale-context.js';
import { Icon } from '../ui/icons.js';

/** Whether a message waits for the owner of its room, so that this reader sees nothing of it. */
export function isHiddenFrom(message: Message, readerId: string | undefined): boolean {
  return message.heldAt !== undefined && message.author.id !== readerId;
}

/** Stands for a message of somebody else that waits. */
export function HeldPlace() {
  const { t } = useLocale();
  return <p className="message-gone">{t('heldForReview')}</p>;
}

/** Tells the author of a message that nobody else sees it yet. */
export function HeldNote() {
  const { t } = useLocale();
  return (
    <p className="message-held">
      <Icon name="clock" />
      <span>{t('heldOwn')}</span>
    </p>
  );
}
