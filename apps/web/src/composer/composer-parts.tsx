import type { ReplyReference } from '@tertulia/contract';
import { useLocale } from '../i18n/locale-context.js';
import { Icon } from '../ui/icons.js';
import { clockOf } from '../ui/use-countdown.js';

const COUNTER_FROM = 500;

/** Sends; while the server asks for a pause it shows how long. */
export function SendButton({ isSendable, secondsLeft }: { isSendable: boolean; secondsLeft: number }) {
  const { t, plural } = useLocale();
  const isWaiting = secondsLeft > 0;
  return (
    <>
      <button
        type="submit"
        className="send-button"
        aria-label={t('send')}
        title={isWaiting ? plural('sendAgainIn', secondsLeft) : t('send')}
        aria-describedby={isWaiting ? 'composer-wait' : undefined}
        disabled={!isSendable}
      >
        {isWaiting ? <span aria-hidden="true">{clockOf(secondsLeft)}</span> : <Icon name="send" />}
      </button>
      {isWaiting && (
        <span id="composer-wait" className="visually-hidden">
          {plural('sendAgainIn', secondsLeft)}
        </span>
      )}
    </>
  );
}

/** Which message is being answered. */
export function ReplyBar({ replyTo, onCancel }: { replyTo: ReplyReference; onCancel: () => void }) {
  const { t } = useLocale();
  return (
    <div className="reply-bar">
      <Icon name="reply" />
      <strong dir="auto">{t('replyingTo', { name: replyTo.author.displayName })}</strong>
      <span dir="auto">{replyTo.excerpt}</span>
      <button type="button" className="icon-button" aria-label={t('cancelReply')} onClick={onCancel}>
        <Icon name="close" />
      </button>
    </div>
  );
}

/** How much may still be written, near the end and past it. */
export function Counter({ left }: { left: number }) {
  const { plural } = useLocale();
  const text = left < 0 ? plural('tooLong', -left) : plural('charactersLeft', left);
  return (
    <p id="composer-limit" className={`composer-limit${left < 0 ? ' field-error' : ''}`}>
      {left <= COUNTER_FROM ? text : ''}
    </p>
  );
}
