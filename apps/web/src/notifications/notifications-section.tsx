import { Link } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import { useObservable } from '../realtime/observable.js';
import { SkeletonRows } from '../ui/page.js';
import { AskAlerts } from './ask-alerts.js';
import { NotificationItems } from './notification-items.js';
import { Failures, ListEnd, NoNotifications } from './notification-states.js';
import { useWords } from './notification-texts.js';
import { Fresh } from './notifications-page.js';
import './notifications.css';
import type { NotificationsStore } from './notifications-store.js';
import { useMarkAll } from './use-mark-all.js';
import { useStill } from './use-still.js';

/** The list under the rooms; its code and its texts come with it. */
export function NotificationsSection({ store }: { store: NotificationsStore | undefined }) {
  const { t } = useWords();
  return store ? <Listed store={store} /> : <SkeletonRows count={2} label={t('loading')} />;
}

function Listed({ store }: { store: NotificationsStore }) {
  const { t } = useLocale();
  const words = useWords();
  const view = useObservable(store);
  const { shown, fresh, handlers, showFresh } = useStill(view.items);
  const markAll = useMarkAll(store);
  return (
    <div className="notification-list notification-list-small" {...handlers}>
      <Fresh count={fresh} onShow={showFresh} />
      <Failures view={view} store={store} />
      {view.items.length === 0 && <NoNotifications view={view} onRetry={() => void store.load()} />}
      {view.items.length > 0 && (
        <>
          <div className="notification-tools">
            <button
              type="button"
              className="text-button"
              disabled={view.unread === 0 || view.isBusy}
              onClick={() => void markAll()}
            >
              {words.t('markAll')}
            </button>
            <Link href="/notifications">{words.t('seeAll')}</Link>
          </div>
          <NotificationItems
            items={shown}
            label={t('notifications')}
            heading="h3"
            onMarkRead={(ids) => void store.markRead(ids)}
          />
          <AskAlerts />
          <ListEnd view={view} store={store} />
        </>
      )}
    </div>
  );
}
