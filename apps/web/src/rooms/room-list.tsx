import type { Room } from '@tertulia/contract';
import { type ReactNode, useSyncExternalStore } from 'react';
import { Link } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import { IconButton } from '../ui/icon-button.js';
import { Icon, Logo } from '../ui/icons.js';
import { keyLabels, shortcuts } from '../ui/shortcuts.js';
import { useIsNarrow } from '../ui/use-is-narrow.js';
import type { DraftMarks } from './draft-marks.js';
import { RoomLink } from './room-link.js';
import { hasNews, type RoomSections } from './room-sections.js';

interface Props {
  rooms: readonly Room[];
  sections: RoomSections;
  isLoaded: boolean;
  activeId: string | undefined;
  path: string;
  drafts: DraftMarks;
  /** The room whose menu is open. */
  menuRoomId: string | undefined;
  onMenu: (room: Room, anchor: HTMLElement) => void;
  onGoTo: () => void;
  onCreate: () => void;
  /** The way to the mentions, and the same beside the name of the product. */
  mentions: ReactNode;
  bell: ReactNode;
  /** The edge of the list. */
  children: ReactNode;
}

/** Everywhere one can go: the quick switcher, what is new, drafts, and the rooms in their sections. */
export function RoomList(props: Props) {
  const { rooms, sections, isLoaded, activeId, path, drafts, onGoTo, onCreate, mentions, bell, children } = props;
  const { t } = useLocale();
  const withDraft = useRoomsWithDraft(rooms, drafts);
  const isEmpty = sections.favourites.length + sections.rooms.length + sections.more.length === 0;
  const lines = (list: readonly Room[]) => <Lines {...props} list={list} withDraft={withDraft} />;
  return (
    <nav className="rooms" aria-label={t('rooms')} data-region="rooms">
      <div className="brand-row">
        <Brand />
        {bell}
      </div>
      <GoToBox onGoTo={onGoTo} />
      <div className="rooms-list">
        <CatchUpLink count={rooms.filter((room) => room.id !== activeId && hasNews(room)).length} path={path} />
        {mentions}
        <Drafts rooms={rooms.filter(({ id }) => id !== activeId && withDraft.has(id))} />
        {sections.favourites.length > 0 && <Section title={t('favourites')}>{lines(sections.favourites)}</Section>}
        <Section title={t('rooms')} action={<IconButton icon="plus" label={t('createRoom')} onClick={onCreate} />}>
          {lines(sections.rooms)}
        </Section>
        {sections.more.length > 0 && <Section title={t('moreRooms')}>{lines(sections.more)}</Section>}
        {isEmpty && isLoaded && <p className="rooms-none">{t('noRooms')}</p>}
        <Link href="/rooms" className="room-link rooms-browse" aria-current={path === '/rooms' ? 'page' : undefined}>
          <Icon name="compass" />
          <span className="room-name">{t('browseRooms')}</span>
        </Link>
      </div>
      {children}
    </nav>
  );
}

/** The name of the product; where the list is the whole screen, it is the heading of it. */
function Brand() {
  const { t } = useLocale();
  const Heading = useIsNarrow() ? 'h1' : 'p';
  return (
    <Heading className="brand">
      <Logo size={30} />
      <span>{t('appName')}</span>
    </Heading>
  );
}

function GoToBox({ onGoTo }: Pick<Props, 'onGoTo'>) {
  const { t } = useLocale();
  return (
    <button type="button" className="go-to-box" aria-haspopup="dialog" onClick={onGoTo}>
      <Icon name="search" />
      <span>{t('goTo')}</span>
      <kbd aria-hidden="true">{keyLabels(shortcuts.quickSwitcher.keys[0]).join(' ')}</kbd>
    </button>
  );
}

function CatchUpLink({ count, path }: { count: number; path: string }) {
  const { t, plural } = useLocale();
  return (
    <Link href="/catch-up" className="room-link" aria-current={path === '/catch-up' ? 'page' : undefined}>
      <Icon name="catchUp" />
      <span className="room-name">{t('catchUp')}</span>
      {count > 0 && (
        <span className="catch-up-count">
          <span aria-hidden="true">{count}</span>
          <span className="visually-hidden">, {plural('unreadRooms', count)}</span>
        </span>
      )}
    </Link>
  );
}

function Drafts({ rooms }: { rooms: readonly Room[] }) {
  const { t } = useLocale();
  if (rooms.length === 0) return null;
  return (
    <Section title={t('drafts')}>
      <ul>
        {rooms.map((room) => (
          <li key={room.id}>
            <Link href={`/r/${room.slug}`} className="room-link" aria-label={t('draftIn', { room: room.name })}>
              <Icon name="edit" />
              <span className="room-name" dir="auto">
                {room.name}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Section({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className="rooms-section" aria-label={title}>
      <div className="rooms-head">
        <h2>{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}

interface LinesProps extends Props {
  list: readonly Room[];
  withDraft: ReadonlySet<string>;
}

function Lines({ list, withDraft, activeId, menuRoomId, onMenu }: LinesProps) {
  return (
    <ul>
      {list.map((room) => (
        <li key={room.id}>
          <RoomLink
            room={room}
            isActive={room.id === activeId}
            hasDraft={withDraft.has(room.id)}
            isMenuOpen={room.id === menuRoomId}
            onMenu={onMenu}
          />
        </li>
      ))}
    </ul>
  );
}

/** Ids of the rooms that have a draft. */
function useRoomsWithDraft(rooms: readonly Room[], drafts: DraftMarks): ReadonlySet<string> {
  // A text is the same as long as the rooms are, as a snapshot has to be.
  const ids = useSyncExternalStore(drafts.subscribe, () =>
    rooms
      .filter(({ id }) => drafts.hasDraft(id))
      .map(({ id }) => id)
      .join(' '),
  );
  return new Set(ids.split(' '));
}
