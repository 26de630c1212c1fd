import { type ErrorCode, errorCodes } from '@tertulia/contract';
import { useLocale } from '../i18n/locale-context.js';
import type { TextKey } from '../i18n/translate.js';
import type { PendingMessage } from './pending-message.js';
import type { TimelineActions } from './timeline-actions.js';

/** How an own message stands that is not confirmed yet. */
export function PendingState({ pending, actions }: { pending: PendingMessage; actions: TimelineActions }) {
  const { t } = useLocale();
  if (pending.state !== 'failed') {
    return (
      <span className="message-state" data-state="pending">
        {t('sending')}
      </span>
    );
  }
  return (
    <div className="message-state message-state-failed" data-state="failed">
      <span>{t('notSent', { reason: t(reasonKey(pending.reason)) })}</span>
      <button type="button" className="text-button" onClick={() => actions.onRetry(pending.clientMessageId)}>
        {t('retry')}
      </button>
      <button type="button" className="text-button" onClick={() => actions.onDiscard(pending.clientMessageId)}>
        {t('delete')}
      </button>
    </div>
  );
}

type Reason = ErrorCode | 'unreachable' | 'session';
const reasons: readonly string[] = [...errorCodes, 'unreachable', 'session'];

/** The text for a failure code; kept ones may be of an earlier version of the app. */
export function reasonKey(reason: string | null): TextKey {
  return isReason(reason) ? `error_${reason}` : 'error_internal';
}

function isReason(reason: string | null): reason is Reason {
  return reason !== null && reasons.includes(reason);
}
