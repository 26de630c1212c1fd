import { useState } from 'react';
import { Link } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import { useObservable } from '../realtime/observable.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icons.js';
import type { Chat } from './chat.js';

/** Who one is, the settings, and which node answers. */
export function SideFoot({ chat, path }: { chat: Chat; path: string }) {
  const { t } = useLocale();
  const me = useObservable(chat.me);
  return (
    <footer className="side-foot">
      <div className="self">
        <Avatar user={me} size={32} />
        <div className="self-name">
          <strong dir="auto">{me.displayName}</strong>
          <span dir="auto">
            @{me.handle}
            {me.mark !== undefined && ` · ${me.mark}`}
          </span>
        </div>
        <Link
          href="/settings"
          className="icon-button"
          aria-label={t('settings')}
          title={t('settings')}
          aria-current={path.startsWith('/settings') ? 'page' : undefined}
        >
          <Icon name="gear" />
        </Link>
      </div>
      <NodeBadge chat={chat} />
    </footer>
  );
}

/** Which node answers; another one than before is lit up for a moment. */
function NodeBadge({ chat }: { chat: Chat }) {
  const { t } = useLocale();
  const { instanceId } = useObservable(chat.server);
  const [shown, setShown] = useState({ instanceId, hasMoved: false });
  if (shown.instanceId !== instanceId) setShown({ instanceId, hasMoved: shown.instanceId !== undefined });
  return (
    <p key={instanceId} className={`node-badge${shown.hasMoved ? ' node-moved' : ''}`} title={instanceId}>
      {t('node')}: {instanceId ?? '…'}
    </p>
  );
}
