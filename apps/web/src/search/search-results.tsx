import type { SearchHit } from '@tertulia/contract';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { formatDay, formatInstant, formatTime, startOfDay } from '../i18n/format-time.js';
import { useLocale } from '../i18n/locale-context.js';
import { Avatar } from '../ui/avatar.js';
import type { useRoving } from '../ui/use-roving.js';
import { excerptOf } from './excerpt.js';
import type { SearchState } from './search-state.js';

interface Props {
  state: SearchState;
  roving: ReturnType<typeof useRoving>;
  onLoadMore: () => void;
  onOpen: () => void;
  /** The arrow out of the first result, back to the box. */
  onUp: () => void;
}

/** What was found, by day; every result is a link to the message in its room. */
export function SearchResults({ state, roving, onLoadMore, onOpen, onUp }: Props) {
  const { t, plural } = useLocale();
  const { hits, nextCursor, isLoadingMore, failure } = state;
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowUp' && roving.current === 0) {
      event.preventDefault();
      onUp();
    } else roving.handleKey(event);
  };
  return (
    <div className="search-results" aria-busy={state.status === 'loading'}>
      <p className="visually-hidden" role="status">
        {state.status === 'shown' && plural(nextCursor === null ? 'resultCount' : 'resultCountMore', hits.length)}
      </p>
      <ul ref={roving.list} aria-label={t('searchResults')} onKeyDown={handleKeyDown}>
        {hits.map((hit, index) => (
          <li key={hit.message.id}>
            <DayHead hit={hit} previous={hits[index - 1]} />
            <Hit hit={hit} rowProps={roving.rowProps(index)} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      {nextCursor !== null && (
        <div className="search-more">
          <LoadWhenSeen key={hits.length} isOff={failure !== undefined} onSeen={onLoadMore} />
          {failure && <p role="alert">{t('searchFailed', { reason: t(`error_${failure}`) })}</p>}
          <button type="button" className="button" disabled={isLoadingMore} onClick={onLoadMore}>
            {isLoadingMore ? t('loadingMore') : t('loadMore')}
          </button>
        </div>
      )}
    </div>
  );
}

function DayHead({ hit, previous }: { hit: SearchHit; previous: SearchHit | undefined }) {
  const locale = useLocale();
  const day = startOfDay(hit.message.createdAt);
  if (previous && startOfDay(previous.message.createdAt) === day) return null;
  return <h2 className="search-day">{formatDay(locale, day, Date.now())}</h2>;
}

interface HitProps {
  hit: SearchHit;
  rowProps: ReturnType<Props['roving']['rowProps']>;
  onOpen: () => void;
}

function Hit({ hit: { message, room, highlights }, rowProps, onOpen }: HitProps) {
  const { t, locale } = useLocale();
  return (
    <Link href={`/r/${room.slug}/m/${message.id}`} className="hit" {...rowProps} onClick={onOpen}>
      <Avatar user={message.author} size={36} />
      <span className="hit-head">
        <strong dir="auto">{message.author.displayName}</strong>
        <span className="hit-room" dir="auto">
          # {room.name}
        </span>
        <time dateTime={message.createdAt} title={formatInstant(locale, message.createdAt)}>
          {formatTime(locale, message.createdAt)}
        </time>
      </span>
      <span className="hit-text" dir="auto">
        {excerptOf(message.text, highlights).map(({ text, isMarked }, index) =>
          isMarked ? <mark key={index}>{text}</mark> : text,
        )}
        {message.attachments.length > 0 && <em>{t('hasPicture')}</em>}
      </span>
    </Link>
  );
}

/** Asks for more when the end comes near; a failure waits for the button. */
function LoadWhenSeen({ isOff, onSeen }: { isOff: boolean; onSeen: () => void }) {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (isOff || !place.current || typeof IntersectionObserver === 'undefined') return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) onSeen();
      },
      { rootMargin: '400px' },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [isOff, onSeen]);
  return <span ref={place} />;
}
