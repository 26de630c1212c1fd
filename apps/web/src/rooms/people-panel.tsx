import type { User } from '@tertulia/contract';
import { useLocale } from '../i18n/locale-context.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icons.js';

interface Props {
  online: readonly User[];
  onlineCount: number;
  me: User;
  onClose: () => void;
}

/** The people who are in the room now. */
export function PeoplePanel({ online, onlineCount, me, onClose }: Props) {
  const { t, plural } = useLocale();
  const people = [...online].sort(
    (a, b) => Number(b.id === me.id) - Number(a.id === me.id) || a.displayName.localeCompare(b.displayName),
  );
  const unlisted = onlineCount - people.length;
  return (
    <aside id="people" className="people" aria-label={t('people')}>
      <header>
        <h2>{t('people')}</h2>
        <button type="button" className="icon-button" aria-label={t('close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <ul>
        {people.map((user) => (
          <li key={user.id}>
            <Avatar user={user} size={28} />
            <span dir="auto" title={`@${user.handle}`}>
              {user.displayName}
            </span>
            {user.id === me.id && <small>({t('you')})</small>}
          </li>
        ))}
      </ul>
      {unlisted > 0 && <p>{plural('andMore', unlisted)}</p>}
    </aside>
  );
}
