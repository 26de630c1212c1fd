import type { FailureCode } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import { EmptyState } from '../ui/empty-state.js';
import { SkeletonRows } from '../ui/page.js';
import type { Filter } from './notification-list.js';
import { useWords } from './notification-texts.js';
import type { NotificationsStore } from './notifications-store.js';
import type { NotificationsView } from './notifications-view.js';

/** What stands where no notification is: they are on their way, there are none, or nobody could say. */
export function NoNotifications({ view, onRetry }: { view: NotificationsView; onRetry: () => void }) {
  const { t } = useWords();
  if (!view.isLoaded) return <SkeletonRows count={3} label={t('loading')} />;
  if (view.failure !== undefined) return <NotLoaded failure={view.failure} onRetry={onRetry} />;
  return <Nothing filter={view.filter} />;
}

function Nothing({ filter }: { filter: Filter }) {
  const { t } = useWords();
  const isAll = filter === 'all';
  return (
    <EmptyState
      drawing={isAll ? 'empty-room' : 'caught-up'}
      title={t(isAll ? 'empty' : 'emptyUnread')}
      text={t(isAll ? 'emptyText' : 'emptyUnreadText')}
    />
  );
}

function NotLoaded({ failure, onRetry }: { failure: FailureCode; onRetry: () => void }) {
  const { t } = useLocale();
  const words = useWords();
  const isOffline = failure === 'unreachable';
  return (
    <EmptyState
      isError
      drawing="offline"
      title={isOffline ? t('offlineTitle') : words.t('loadFailed')}
      text={isOffline ? words.t('offlineText') : t('becauseOf', { reason: t(`error_${failure}`) })}
    >
      <button type="button" className="button button-primary" onClick={onRetry}>
        {t('tryAgain')}
      </button>
    </EmptyState>
  );
}

interface FailuresProps {
  view: NotificationsView;
  store: NotificationsStore;
}

/** What did not succeed while there is a list: an action, or bringing it up to date. */
export function Failures({ view, store }: FailuresProps) {
  const { t } = useLocale();
  const words = useWords();
  return (
    <>
      <p className="field-error" role="alert">
        {view.actionFailure && t('actionFailed', { reason: t(`error_${view.actionFailure}`) })}
      </p>
      {view.failure && view.items.length > 0 && (
        <div className="notice notification-notice">
          <span>{words.t('listFailed', { reason: t(`error_${view.failure}`) })}</span>
          <button type="button" className="text-button" onClick={() => void store.load()}>
            {t('tryAgain')}
          </button>
        </div>
      )}
    </>
  );
}

/** The end of what is loaded: the way on, why it did not work, or that there is no more. */
export function ListEnd({ view, store }: FailuresProps) {
  const { t } = useLocale();
  const words = useWords();
  if (view.isCapped) return <p className="page-hint">{words.t('capped')}</p>;
  if (view.nextCursor === null || view.items.length === 0) return null;
  return (
    <div className="notification-end">
      <p className="field-error" role="alert">
        {view.moreFailure && words.t('moreFailed', { reason: t(`error_${view.moreFailure}`) })}
      </p>
      <button type="button" className="button" disabled={view.isLoadingMore} onClick={() => void store.loadMore()}>
        {t(view.isLoadingMore ? 'loadingMore' : 'loadMore')}
      </button>
    </div>
  );
}
