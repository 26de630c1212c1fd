import { Link } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import { useObservable } from '../realtime/observable.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icons.js';
import type { Chat } from './chat.js';

/** Who one is, the way to the settings, and which node answers. */
export function SideFoot({ chat }: { chat: Chat }) {
  const { t } = useLocale();
  const { instanceId } = useObservable(chat.server);
  const me = useObservable(chat.me);
  return (
    <footer className="side-foot">
      <div className="self">
        <Avatar user={me} size={32} />
        <div className="self-name">
          <strong dir="auto">{me.displayName}</strong>
          <span dir="auto">@{me.handle}</span>
        </div>
        <Link href="/settings" className="icon-button" aria-label={t('settings')} title={t('settings')}>
          <Icon name="gear" />
        </Link>
      </div>
      <p className="node-badge" title={instanceId}>
        {t('node')}: {instanceId ?? '…'}
      </p>
    </footer>
  );
}
