import { type ErrorCode, errorCodes } from '@tertulia/contract';
import { useLocale } from '../i18n/locale-context.js';
import type { TextKey } from '../i18n/translate.js';
import { Icon } from '../ui/icons.js';
import type { PendingMessage } from './pending-message.js';
import type { TimelineActions } from './timeline-actions.js';

/** A small sign in its own place beside a message: on its way, stored, or failed. Nothing moves when it changes. */
export function StateSign({ state }: { state: PendingMessage['state'] }) {
  const { t } = useLocale();
  const icon = { pending: 'clock', stored: 'check', failed: 'warning' } as const;
  const label = { pending: 'sending', stored: 'sent', failed: 'notSentShort' } as const;
  return (
    <span className="message-sign" data-state={state} title={t(label[state])}>
      <Icon name={icon[state]} />
      <span className="visually-hidden">{t(label[state])}</span>
    </span>
  );
}

/** Why an own message was not sent, and what can be done about it. */
export function FailedState({ pending, actions }: { pending: PendingMessage; actions: TimelineActions }) {
  const { t } = useLocale();
  return (
    <div className="message-state message-state-failed" data-state="failed">
      <span>{t('notSent', { reason: t(reasonKey(pending.reason)) })}</span>
      <button type="button" className="text-button" onClick={() => actions.onRetry(pending.clientMessageId)}>
        {t('retry')}
      </button>
      <button type="button" className="text-button" onClick={() => actions.onDiscard(pending.clientMessageId)}>
        {t('delete')}
      </button>
      <button type="button" className="text-button" onClick={() => actions.onCopyText(pending.text)}>
        {t('copyText')}
      </button>
    </div>
  );
}

type Reason = ErrorCode | 'unreachable' | 'session' | 'prohibited';
const reasons: readonly string[] = [...errorCodes, 'unreachable', 'session', 'prohibited'];

/** The text for a failure code; kept ones may be of an earlier version of the app. */
export function reasonKey(reason: string | null): TextKey {
  return isReason(reason) ? `error_${reason}` : 'error_internal';
}

function isReason(reason: string | null): reason is Reason {
  return reason !== null && reasons.includes(reason);
}
