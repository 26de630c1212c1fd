import { useEffect } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { type Observable, useObservable } from '../realtime/observable.js';
import { Icon } from '../ui/icons.js';
import { formatDay, formatSince } from '../i18n/format-time.js';
import type { UnreadAtOpening } from './use-opening.js';

const NOTICE_MS = 6_000;

/** The way back to the newest messages, with how many of them are new. */
export function Below({ count, isAway, onJump }: { count: number; isAway: boolean; onJump: () => void }) {
  const { t, plural } = useLocale();
  const news = count > 0 ? plural('newBelow', count) : '';
  if (!isAway) return null;
  return (
    <button type="button" className="jump-button" onClick={onJump}>
      <Icon name="down" />
      {news || t('jumpToPresent')}
    </button>
  );
}

/** The day of the first visible message, while the list moves. */
export function FloatingDay({ day }: { day: Observable<number | undefined> }) {
  const locale = useLocale();
  const shown = useObservable(day);
  if (shown === undefined) return null;
  return (
    <p className="floating-day" aria-hidden="true">
      <span>{formatDay(locale, shown, Date.now())}</span>
    </p>
  );
}

interface BannerProps {
  unread: UnreadAtOpening;
  onJump: () => void;
  onMarkRead: () => void;
}

/** What was new when the room was opened. */
export function UnreadBanner({ unread, onJump, onMarkRead }: BannerProps) {
  const { t, plural, locale } = useLocale();
  const { count, since } = unread;
  return (
    <div className="unread-banner" role="group" aria-label={t('newMessages')}>
      <span>
        {since === undefined
          ? plural('newBelow', count)
          : plural('newSince', count, { time: formatSince(locale, since, Date.now()) })}
      </span>
      <button type="button" className="text-button" onClick={onJump}>
        {t('jump')}
      </button>
      <button type="button" className="text-button" onClick={onMarkRead}>
        {t('markRead')}
      </button>
    </div>
  );
}

/** A sentence that says what came of an action, for a while. */
export function Notice({ text, onOver }: { text: string; onOver: () => void }) {
  useEffect(() => {
    if (text === '') return undefined;
    const timer = setTimeout(onOver, NOTICE_MS);
    return () => clearTimeout(timer);
  }, [text, onOver]);
  return (
    <p className="timeline-notice" role="status">
      {text}
    </p>
  );
}
