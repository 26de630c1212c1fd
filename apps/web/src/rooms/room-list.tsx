import type { Room } from '@tertulia/contract';
import { useState } from 'react';
import { Link } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import { IconButton } from '../ui/icon-button.js';
import { Icon } from '../ui/icons.js';
import { filterRooms, type RoomsView } from './rooms-store.js';

interface Props {
  view: RoomsView;
  activeId: string | undefined;
  onCreate: () => void;
}

/** The rooms, with what is unread, a filter, and the way to a new one. */
export function RoomList({ view, activeId, onCreate }: Props) {
  const { t } = useLocale();
  const [query, setQuery] = useState('');
  const shown = filterRooms(view.rooms, query);
  return (
    <nav className="rooms" aria-label={t('rooms')}>
      <div className="rooms-search">
        <Icon name="search" />
        <input
          type="search"
          value={query}
          placeholder={t('searchRooms')}
          aria-label={t('searchRooms')}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      <div className="rooms-head">
        <h2>{t('rooms')}</h2>
        <IconButton icon="plus" label={t('createRoom')} onClick={onCreate} />
      </div>
      {shown.length > 0 && (
        <ul className="rooms-list">
          {shown.map((room) => (
            <li key={room.id}>
              <RoomLink room={room} isActive={room.id === activeId} />
            </li>
          ))}
        </ul>
      )}
      {shown.length === 0 && query !== '' && (
        <None text={t('noRoomFound', { query })} action={t('clearSearch')} onAction={() => setQuery('')} />
      )}
      {shown.length === 0 && query === '' && view.isLoaded && (
        <None text={t('noRooms')} action={t('createRoom')} onAction={onCreate} />
      )}
    </nav>
  );
}

function RoomLink({ room, isActive }: { room: Room; isActive: boolean }) {
  const { t, plural } = useLocale();
  const unread = isActive ? 0 : (room.me?.unread ?? 0);
  const mentions = isActive ? 0 : (room.me?.mentions ?? 0);
  return (
    <Link
      href={`/r/${room.slug}`}
      className={`room-link${unread > 0 ? ' room-unread' : ''}`}
      aria-current={isActive ? 'page' : undefined}
      title={room.topic || undefined}
    >
      <span className="room-sign" aria-hidden="true">
        {room.visibility === 'private' ? <Icon name="lock" /> : '#'}
      </span>
      <span className="room-name" dir="auto">
        {room.name}
      </span>
      {unread > 0 && <span className="visually-hidden">, {t('unread')}</span>}
      {mentions > 0 && (
        <span className="badge" title={plural('mentionsCount', mentions)}>
          <span aria-hidden="true">{mentions}</span>
          <span className="visually-hidden">, {plural('mentionsCount', mentions)}</span>
        </span>
      )}
      {unread > 0 && mentions === 0 && <span className="unread-dot" aria-hidden="true" />}
    </Link>
  );
}

function None({ text, action, onAction }: { text: string; action: string; onAction: () => void }) {
  return (
    <div className="rooms-none">
      <p>{text}</p>
      <button type="button" className="button" onClick={onAction}>
        {action}
      </button>
    </div>
  );
}
