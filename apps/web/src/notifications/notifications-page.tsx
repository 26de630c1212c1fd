import { type MouseEvent, type ReactNode, useEffect } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { useObservable } from '../realtime/observable.js';
import { useCommand } from '../ui/commands.js';
import { Page } from '../ui/page.js';
import { AskAlerts } from './ask-alerts.js';
import { NotificationItems } from './notification-items.js';
import { type Filter, filters } from './notification-list.js';
import { Failures, ListEnd, NoNotifications } from './notification-states.js';
import { useWords } from './notification-texts.js';
import './notifications.css';
import type { NotificationsStore } from './notifications-store.js';
import { useMarkAll } from './use-mark-all.js';
import { useStill } from './use-still.js';

interface Props {
  store: NotificationsStore;
  /** What is said below the list to somebody who has one. */
  hint?: ReactNode;
}

/** Everything that one was told of, on a page of its own. */
export function NotificationsPage({ store, hint }: Props) {
  const { t } = useLocale();
  const words = useWords();
  const view = useObservable(store);
  const { shown, fresh, handlers, showFresh } = useStill(view.items);
  const markAll = useMarkAll(store);
  const hasUnread = view.unread > 0;
  useCommand('readAll', () => (hasUnread ? void markAll() : false));
  // Beside the rooms all of them are listed.
  useEffect(() => () => store.setFilter('all'), [store]);
  return (
    <Page
      title={t('notifications')}
      intro={words.t('intro')}
      actions={
        <button type="button" className="button" disabled={!hasUnread || view.isBusy} onClick={() => void markAll()}>
          {words.t('markAll')}
        </button>
      }
    >
      <div className="notification-bar">
        <FilterChoice filter={view.filter} onChange={(filter) => store.setFilter(filter)} />
        <p className="page-hint notification-keys">{words.t('keys')}</p>
      </div>
      <Failures view={view} store={store} />
      {view.items.length === 0 && <NoNotifications view={view} onRetry={() => void store.load()} />}
      {view.items.length > 0 && (
        <div className="notification-list" {...handlers}>
          <Fresh count={fresh} onShow={showFresh} />
          <AskAlerts />
          <NotificationItems
            items={shown}
            label={t('notifications')}
            heading="h2"
            onMarkRead={(ids) => void store.markRead(ids)}
          />
          <ListEnd view={view} store={store} />
          {hint}
        </div>
      )}
    </Page>
  );
}

const filterKeys = { all: 'filterAll', unread: 'filterUnread' } as const satisfies Record<Filter, string>;

function FilterChoice({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const { t } = useWords();
  return (
    <div className="notification-filter" role="group" aria-label={t('filter')}>
      {filters.map((candidate) => (
        <button
          key={candidate}
          type="button"
          className="button"
          aria-pressed={candidate === filter}
          onClick={() => onChange(candidate)}
        >
          {t(filterKeys[candidate])}
        </button>
      ))}
    </div>
  );
}

/** What came while somebody was in the list; over it, so that nothing moves. */
export function Fresh({ count, onShow }: { count: number; onShow: () => void }) {
  const { plural } = useWords();
  const handleShow = ({ currentTarget }: MouseEvent<HTMLElement>) => {
    // The button goes away; the focus stays in the list.
    currentTarget.closest('.notification-list')?.querySelector<HTMLElement>('[data-row]')?.focus();
    onShow();
  };
  return (
    <div className="notification-fresh" role="status">
      {count > 0 && (
        <button type="button" className="button button-primary" onClick={handleShow}>
          {plural('showFresh', count)}
        </button>
      )}
    </div>
  );
}
