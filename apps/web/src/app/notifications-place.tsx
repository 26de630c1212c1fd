import { lazy } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { useObservable } from '../realtime/observable.js';
import type { Chat } from './chat.js';

const NotificationsPage = lazy(async () => ({
  default: (await import('../notifications/notifications-page.js')).NotificationsPage,
}));

/** The page of the notifications, as soon as there is a store of them. */
export function NotificationsPlace({ chat }: { chat: Chat }) {
  const { t } = useLocale();
  const store = useObservable(chat.notified);
  if (!store) return <main className="waiting" aria-busy="true" aria-label={t('loadingPage')} />;
  return <NotificationsPage store={store} />;
}
