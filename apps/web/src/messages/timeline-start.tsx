import type { Room } from '@tertulia/contract';
import { useEffect, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { Drawing } from '../ui/drawings.js';
import { Icon } from '../ui/icons.js';
import { formatDate } from '../i18n/format-time.js';

const SKELETON_DELAY_MS = 150;

/** What stands above the first message: that there is more, that this is where the room begins, or that it is empty. */
export function TimelineStart({ room, hasBefore, isEmpty }: { room: Room; hasBefore: boolean; isEmpty: boolean }) {
  const { t, plural, locale } = useLocale();
  if (hasBefore) {
    return (
      <div className="timeline-more">
        <span className="visually-hidden">{t('loadingOlder')}</span>
        <SkeletonRow />
        <SkeletonRow />
      </div>
    );
  }
  return (
    <div className="timeline-start">
      {isEmpty && <EmptyRoom room={room} />}
      <p>{t('beginning', { room: room.name, date: formatDate(locale, room.createdAt) })}</p>
      {room.retentionDays !== null && <p>{plural('retention', room.retentionDays)}</p>}
    </div>
  );
}

function EmptyRoom({ room }: { room: Room }) {
  const { t } = useLocale();
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(new URL(`/r/${room.slug}`, window.location.href).href);
      setIsCopied(true);
    } catch {
      // Not allowed by the browser; the address is in its own bar.
    }
  };
  return (
    <div className="empty-room">
      <Drawing name="empty-room" />
      <h2>{t('emptyRoom')}</h2>
      <p>{t('emptyRoomHint')}</p>
      <button type="button" className="button" onClick={() => void copy()}>
        <Icon name="link" />
        <span role="status">{isCopied ? t('copied') : t('copyAddress')}</span>
      </button>
    </div>
  );
}

/** The place of the messages while they load; not shown when they are quick. */
export function Skeleton({ hasFailed, onReload }: { hasFailed: boolean; onReload: () => void }) {
  const { t } = useLocale();
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsShown(true), SKELETON_DELAY_MS);
    return () => clearTimeout(timer);
  }, []);
  if (hasFailed) {
    return (
      <div className="timeline-failed" role="alert">
        <p>{t('loadFailed')}</p>
        <button type="button" className="button" onClick={onReload}>
          {t('tryAgain')}
        </button>
      </div>
    );
  }
  if (!isShown) return null;
  return (
    <div className="skeleton">
      <span className="visually-hidden">{t('loadingRoom')}</span>
      {Array.from({ length: 6 }, (_, index) => (
        <SkeletonRow key={index} />
      ))}
    </div>
  );
}

function SkeletonRow() {
  return (
    <div className="skeleton-row" aria-hidden="true">
      <span />
      <div>
        <span />
        <span />
      </div>
    </div>
  );
}
