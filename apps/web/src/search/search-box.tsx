import { limits, type Room } from '@tertulia/contract';
import type { FormEvent, KeyboardEvent, RefObject } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import type { TextKey } from '../i18n/translate.js';
import { IconButton } from '../ui/icon-button.js';
import { Icon } from '../ui/icons.js';
import { isComposing } from '../ui/shortcuts.js';
import { roomBegun, type SearchFilter, searchFilters, toDay, withFilter, withRoom } from './search-query.js';

const MOST_ROOMS = 6;

/** What each filter does, in words. */
export const filterKeys = {
  'from:': 'filterFrom',
  'in:': 'filterIn',
  'before:': 'filterBefore',
  'after:': 'filterAfter',
  'has:image': 'filterImage',
  'mentions:me': 'filterMentions',
} as const satisfies Record<SearchFilter, TextKey>;

interface Props {
  text: string;
  rooms: readonly Room[];
  box: RefObject<HTMLInputElement | null>;
  onText: (text: string) => void;
  onSubmit: () => void;
  /** The arrow out of the box, to what was found. */
  onDown: () => void;
}

/** The box, and below it the filters as buttons that write themselves into it. */
export function SearchBox({ text, rooms, box, onText, onSubmit, onDown }: Props) {
  const { t } = useLocale();
  const write = (next: string) => {
    onText(next.slice(0, limits.searchLength));
    box.current?.focus();
  };
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    onDown();
  };
  return (
    <form className="search-form" role="search" onSubmit={handleSubmit}>
      <div className="search-field">
        <Icon name="search" />
        <input
          ref={box}
          type="text"
          inputMode="search"
          enterKeyHint="search"
          value={text}
          autoFocus
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={limits.searchLength}
          placeholder={t('searchPlaceholder')}
          aria-label={t('searchMessages')}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={handleKeyDown}
        />
        {text !== '' && <IconButton icon="close" label={t('clearSearchBox')} onClick={() => write('')} />}
      </div>
      <Chips text={text} rooms={rooms} write={write} />
    </form>
  );
}

/** The filters; while a room is being named, the rooms that it may be. */
function Chips({ text, rooms, write }: Pick<Props, 'text' | 'rooms'> & { write: (text: string) => void }) {
  const { t } = useLocale();
  const begun = roomBegun(text)?.toLowerCase();
  const matching =
    begun === undefined
      ? []
      : rooms.filter(({ slug, name }) => slug !== begun && `${slug} ${name.toLowerCase()}`.includes(begun));
  if (matching.length > 0)
    return (
      <div className="search-chips" role="group" aria-label={t('rooms')}>
        {matching.slice(0, MOST_ROOMS).map(({ id, slug, name }) => (
          <button key={id} type="button" className="chip" onClick={() => write(withRoom(text, slug))}>
            <span dir="auto"># {name}</span>
          </button>
        ))}
      </div>
    );
  return (
    <div className="search-chips" role="group" aria-label={t('searchFilters')}>
      {searchFilters.map((filter) => (
        <button
          key={filter}
          type="button"
          className="chip"
          title={t(filterKeys[filter])}
          aria-label={`${filter} ${t(filterKeys[filter])}`}
          onClick={() => write(withFilter(text, filter, toDay(Date.now())))}
        >
          <code>{filter}</code>
        </button>
      ))}
    </div>
  );
}
