import { lazy, Suspense } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { useObservable } from '../realtime/observable.js';
import type { Chat } from './chat.js';

const NotificationsPage = lazy(async () => ({
  default: (await import('../notifications/notifications-page.js')).NotificationsPage,
}));
const MailHint = lazy(async () => ({ default: (await import('./mail-pages.js')).MailHint }));

/** The page of the notifications, as soon as there is a store of them. */
export function NotificationsPlace({ chat }: { chat: Chat }) {
  const { t } = useLocale();
  const store = useObservable(chat.notified);
  const { email } = useObservable(chat.me);
  if (!store) return <main className="waiting" aria-busy="true" aria-label={t('loadingPage')} />;
  // Below what is there already, so that nothing moves when it comes.
  const hint = email === null && (
    <Suspense>
      <MailHint email={email} />
    </Suspense>
  );
  return <NotificationsPage store={store} hint={hint} />;
}
