import type { Room } from '@tertulia/contract';
import { type ReactNode, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { EmptyState } from '../ui/empty-state.js';
import { Icon } from '../ui/icons.js';
import { Page, SkeletonRows } from '../ui/page.js';
import './browse.css';
import { byActivity } from './browse-rooms.js';
import { RoomCard } from './room-card.js';
import { useRoomSearch } from './use-room-search.js';

interface Props {
  listRooms: (q: string) => Promise<Room[]>;
  rooms: readonly Room[];
  isLoaded: boolean;
  onCreate: () => void;
}

/** All rooms that one may enter, with what they are about. */
export function BrowsePage({ listRooms, rooms, isLoaded, onCreate }: Props) {
  const { t, plural } = useLocale();
  const [text, setText] = useState('');
  const [hasArchived, setHasArchived] = useState(false);
  const search = useRoomSearch(listRooms, rooms, text);
  const archived = search.rooms.filter(({ archivedAt }) => archivedAt !== null).length;
  const shown = byActivity(search.rooms.filter(({ archivedAt }) => hasArchived || archivedAt === null));
  const createButton = (
    <button type="button" className="button button-primary" onClick={onCreate}>
      <Icon name="plus" />
      {t('createRoom')}
    </button>
  );
  return (
    <Page title={t('browseTitle')} intro={t('browseIntro')} actions={createButton}>
      <div className="browse-tools">
        <SearchBox text={text} onText={setText} />
        {(archived > 0 || hasArchived) && (
          <label className="check">
            <input type="checkbox" checked={hasArchived} onChange={(event) => setHasArchived(event.target.checked)} />
            <span>{plural('showArchived', archived)}</span>
          </label>
        )}
      </div>
      <p className="browse-count" role="status">
        {isLoaded && !search.isSearching && plural('roomCount', shown.length)}
        {search.failure && ` ${t('onlyKnownRooms', { reason: t(`error_${search.failure}`) })}`}
      </p>
      {!isLoaded && <SkeletonRows count={4} label={t('loadingRooms')} />}
      {shown.length > 0 && (
        <ul className="browse-list">
          {shown.map((room) => (
            <li key={room.id}>
              <RoomCard room={room} />
            </li>
          ))}
        </ul>
      )}
      {isLoaded && shown.length === 0 && !search.isSearching && (
        <NoRooms query={search.query} onClear={() => setText('')}>
          {createButton}
        </NoRooms>
      )}
    </Page>
  );
}

function SearchBox({ text, onText }: { text: string; onText: (text: string) => void }) {
  const { t } = useLocale();
  return (
    <label className="browse-search">
      <Icon name="search" />
      <input
        type="search"
        value={text}
        maxLength={100}
        placeholder={t('searchRooms')}
        aria-label={t('searchRooms')}
        onChange={(event) => onText(event.target.value)}
      />
    </label>
  );
}

function NoRooms({ query, onClear, children }: { query: string; onClear: () => void; children: ReactNode }) {
  const { t } = useLocale();
  if (query === '')
    return (
      <EmptyState drawing="empty-room" title={t('noRooms')} text={t('noRoomsText')}>
        {children}
      </EmptyState>
    );
  return (
    <EmptyState drawing="nothing-found" title={t('noRoomFound', { query })} text={t('noRoomFoundText')}>
      <button type="button" className="button" onClick={onClear}>
        {t('clearSearch')}
      </button>
    </EmptyState>
  );
}
