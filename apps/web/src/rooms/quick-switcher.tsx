import type { Room, User } from '@tertulia/contract';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icons.js';
import { isComposing } from '../ui/shortcuts.js';
import { type Place, rankPlaces, readQuery } from './rank-places.js';
import { MentionBadge, RoomSign } from './room-link.js';
import { hasNews, mentionsOf } from './room-sections.js';

interface Props {
  rooms: readonly Room[];
  recent: readonly string[];
  /** The people at hand, found without asking. */
  people: readonly User[];
  /** Asks the server for public rooms that are not in the list. */
  findRooms: (words: string) => Promise<readonly Room[]>;
  findPeople: (words: string) => Promise<readonly User[]>;
  onChoose: (place: Place) => void;
  onClose: () => void;
}

const ASK_DELAY_MS = 150;

/** Type a few letters, press Enter, be there: rooms, people and messages in one box. */
export function QuickSwitcher(props: Props) {
  const { t, plural } = useLocale();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const found = useFound(text, props);
  const places = rankPlaces(text, { ...found, recent: props.recent });
  const { words } = readQuery(text);
  const current = places[Math.min(at, places.length - 1)];
  const choose = (place: Place | undefined) => {
    if (!place) return;
    props.onClose();
    props.onChoose(place);
  };
  const handleKey = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && places.length > 0)
      setAt((Math.min(at, places.length - 1) + step + places.length) % places.length);
    else if (event.key === 'Enter') choose(current);
    else return;
    event.preventDefault();
  };
  return (
    <SwitcherFrame label={t('goTo')} onClose={props.onClose}>
      <SwitcherInput
        text={text}
        current={current}
        onText={(next) => {
          setText(next);
          setAt(0);
        }}
        onKeyDown={handleKey}
      />
      <div id="switcher-places" role="listbox" tabIndex={-1} aria-label={t('goTo')} className="switcher-places">
        {places.map((place) => (
          <PlaceOption key={placeId(place)} place={place} isCurrent={place === current} onChoose={choose} />
        ))}
      </div>
      {places.length === 0 && <p className="switcher-none">{t('goToNothing', { query: words })}</p>}
      <p className="switcher-signs">{t('goToSigns')}</p>
      <p className="visually-hidden" role="status">
        {plural('goToFound', places.length)}
      </p>
    </SwitcherFrame>
  );
}

interface InputProps {
  text: string;
  current: Place | undefined;
  onText: (text: string) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** Where one types; the place that Enter leads to is named to screen readers while the focus stays here. */
function SwitcherInput({ text, current, onText, onKeyDown }: InputProps) {
  const { t } = useLocale();
  return (
    <div className="switcher-box">
      <Icon name="search" />
      <input
        type="text"
        role="combobox"
        autoFocus
        value={text}
        placeholder={t('goToHint')}
        aria-label={t('goTo')}
        aria-expanded={current !== undefined}
        aria-controls="switcher-places"
        aria-activedescendant={current ? placeId(current) : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="go"
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}

function SwitcherFrame({
  label,
  onClose,
  children,
}: {
  label: string;
  onClose: () => void;
  children: React.ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className="modal switcher"
      aria-label={label}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className="switcher-body">{children}</div>
    </dialog>
  );
}

interface OptionProps {
  place: Place;
  isCurrent: boolean;
  onChoose: (place: Place) => void;
}

function PlaceOption({ place, isCurrent, onChoose }: OptionProps) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isCurrent) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  return (
    <div
      ref={ref}
      id={placeId(place)}
      role="option"
      tabIndex={-1}
      aria-selected={isCurrent}
      className="switcher-place"
      onClick={() => onChoose(place)}
    >
      <PlaceFace place={place} />
    </div>
  );
}

function PlaceFace({ place }: { place: Place }) {
  const { t } = useLocale();
  if (place.kind === 'messages') {
    return (
      <>
        <Icon name="search" />
        <span>{t('goToMessages', { query: place.query })}</span>
      </>
    );
  }
  if (place.kind === 'person') {
    return (
      <>
        <Avatar user={place.person} size={22} />
        <span dir="auto">
          {place.person.displayName} <small>@{place.person.handle}</small>
        </span>
        <small>{t('placePerson')}</small>
      </>
    );
  }
  const { room } = place;
  return (
    <>
      <RoomSign room={room} />
      <span dir="auto" className={hasNews(room) ? 'room-unread' : undefined}>
        {room.name}
        {hasNews(room) && <span className="visually-hidden">, {t('unread')}</span>}
      </span>
      {room.archivedAt !== null && <small>{t('archived')}</small>}
      {!room.me && <small>{t('placeOther')}</small>}
      <MentionBadge count={mentionsOf(room)} />
    </>
  );
}

function placeId(place: Place): string {
  if (place.kind === 'messages') return 'place-messages';
  return place.kind === 'room' ? `place-${place.room.id}` : `place-${place.person.id}`;
}

/** What is at hand, joined a moment later by what the server knows; without an answer, what is at hand stays. */
function useFound(text: string, { rooms, people, findRooms, findPeople }: Props) {
  const [found, setFound] = useState<{ rooms: readonly Room[]; people: readonly User[] }>({ rooms: [], people: [] });
  const { kind, words } = readQuery(text);
  useEffect(() => {
    if (words === '' || kind === 'messages') return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      void Promise.all([
        kind === 'person' ? [] : findRooms(words).catch(() => []),
        kind === 'room' ? [] : findPeople(words).catch(() => []),
      ]).then(([foundRooms, foundPeople]) => {
        if (isCurrent) setFound({ rooms: foundRooms, people: foundPeople });
      });
    }, ASK_DELAY_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [kind, words, findRooms, findPeople]);
  return { rooms: joined(rooms, found.rooms), people: joined(people, found.people) };
}

function joined<Item extends { id: string }>(known: readonly Item[], found: readonly Item[]): readonly Item[] {
  const ids = new Set(known.map(({ id }) => id));
  return [...known, ...found.filter(({ id }) => !ids.has(id))];
}
