import { useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { useObservable } from '../realtime/observable.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icons.js';
import { Modal } from '../ui/modal.js';
import type { Chat } from './chat.js';
import { Preferences } from './preferences.js';

/** Who one is, the settings, and which node answers. */
export function SideFoot({ chat, onSignOut }: { chat: Chat; onSignOut: () => void }) {
  const { t } = useLocale();
  const { instanceId } = useObservable(chat.server);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <footer className="side-foot">
      <div className="self">
        <Avatar user={chat.user} size={32} />
        <div className="self-name">
          <strong dir="auto">{chat.user.displayName}</strong>
          <span dir="auto">@{chat.user.handle}</span>
        </div>
        <button
          type="button"
          className="icon-button"
          aria-label={t('settings')}
          title={t('settings')}
          onClick={() => setIsOpen(true)}
        >
          <Icon name="gear" />
        </button>
      </div>
      <p className="node-badge" title={instanceId}>
        {t('node')}: {instanceId ?? '…'}
      </p>
      {isOpen && (
        <Modal title={t('settings')} closeLabel={t('close')} onClose={() => setIsOpen(false)}>
          <Preferences />
          <div className="sign-out">
            <button type="button" className="button" onClick={onSignOut}>
              {t('signOut')}
            </button>
            <p>{t('signOutHint')}</p>
          </div>
        </Modal>
      )}
    </footer>
  );
}
