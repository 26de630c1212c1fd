import { lazy, Suspense, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { UnreadBadge } from '../notifications/mentions-link.js';
import { useObservable } from '../realtime/observable.js';
import { Icon } from '../ui/icons.js';
import { readStored, writeStored } from '../ui/storage.js';
import type { Chat } from './chat.js';
import { Zone } from './zone.js';

const NotificationsSection = lazy(async () => ({
  default: (await import('../notifications/notifications-section.js')).NotificationsSection,
}));

const OPEN = 'tertulia.side-notifications';

/** The list of notifications under the rooms. Its place has one height, whatever is in it; whether it is open is remembered. */
export function SideNotifications({ chat }: { chat: Chat }) {
  const { t } = useLocale();
  const [isOpen, setIsOpen] = useState(() => readStored(OPEN) !== 'closed');
  const store = useObservable(chat.notified);
  const toggle = () => {
    writeStored(OPEN, isOpen ? 'closed' : null);
    setIsOpen(!isOpen);
  };
  return (
    <section className="side-notifications" aria-label={t('notifications')}>
      <h2>
        <button type="button" aria-expanded={isOpen} onClick={toggle}>
          <Icon name="bell" />
          <span>{t('notifications')}</span>
          {!isOpen && <UnreadBadge unread={chat.notified.unread} />}
          <Icon name={isOpen ? 'down' : 'up'} />
        </button>
      </h2>
      {isOpen && (
        // What scrolls has to be reached by keys also while it holds nothing to press.
        <div className="side-notifications-body" tabIndex={-1}>
          <Zone chat={chat}>
            <Suspense fallback={null}>
              <NotificationsSection store={store} />
            </Suspense>
          </Zone>
        </div>
      )}
    </section>
  );
}
