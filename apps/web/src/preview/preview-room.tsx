import type { Message, RoomPreview } from '@tertulia/contract';
import { Fragment, type ReactNode, useLayoutEffect, useRef } from 'react';
import { Link } from 'wouter';
import { formatDay, formatInstant, formatTime, startOfDay } from '../i18n/format-time.js';
import { useLocale } from '../i18n/locale-context.js';
import { Avatar } from '../ui/avatar.js';
import { EmptyState } from '../ui/empty-state.js';
import { Logo } from '../ui/icons.js';
import './preview.css';
import { isJoined, type PreviewView } from './preview-state.js';
import { type PreviewApi, useLivePreview } from './use-live-preview.js';

interface Props {
  api: PreviewApi;
  initial: RoomPreview;
  messageId: string | undefined;
  /** Draws the text of a message as the room itself does. */
  renderText: (message: Message) => ReactNode;
}

const BOTTOM_PX = 50;

/** A public room for somebody who has not entered: to be read, live, around the message that the address names. */
export function PreviewRoom({ api, initial, messageId, renderText }: Props) {
  const { t, plural } = useLocale();
  const { view, isLive, isLoading, loadOlder } = useLivePreview(api, initial, messageId);
  const { room, messages } = view;
  const scroller = useReadingPlace(view, messageId);
  return (
    <>
      <header className="preview-head">
        <Logo size={32} />
        <div>
          <h1 dir="auto"># {room.name}</h1>
          {room.topic && <p dir="auto">{room.topic}</p>}
        </div>
        <p className="preview-facts">
          <span className={isLive ? 'preview-live' : undefined}>{t(isLive ? 'previewLive' : 'previewReading')}</span>
          <span>{plural('peopleCount', room.memberCount)}</span>
        </p>
      </header>
      <section ref={scroller} className="preview-scroll" tabIndex={0} aria-label={t('timeline', { room: room.name })}>
        <div className="preview-column">
          {view.hasBefore && (
            <button type="button" className="button" disabled={isLoading} onClick={() => void loadOlder()}>
              {t('previewOlder')}
            </button>
          )}
          {messages.length === 0 && <EmptyState drawing="empty-room" title={t('emptyRoom')} />}
          {messages.map((message, index) => (
            <Fragment key={message.id}>
              <DayHead message={message} previous={messages[index - 1]} />
              <PreviewMessage
                message={message}
                isHead={!isJoined(message, messages[index - 1])}
                isMarked={message.id === messageId}
                renderText={renderText}
              />
            </Fragment>
          ))}
          {view.hasAfter && (
            <Link href={`/r/${room.slug}`} className="button">
              {t('jumpToPresent')}
            </Link>
          )}
        </div>
      </section>
    </>
  );
}

function DayHead({ message, previous }: { message: Message; previous: Message | undefined }) {
  const locale = useLocale();
  const day = startOfDay(message.createdAt);
  if (previous && startOfDay(previous.createdAt) === day) return null;
  return <h2 className="preview-day">{formatDay(locale, day, Date.now())}</h2>;
}

interface MessageProps extends Pick<Props, 'renderText'> {
  message: Message;
  isHead: boolean;
  isMarked: boolean;
}

function PreviewMessage({ message, isHead, isMarked, renderText }: MessageProps) {
  const { t, locale } = useLocale();
  const { author, createdAt } = message;
  const classes = ['preview-message', isHead && 'preview-message-head', isMarked && 'preview-message-marked'];
  return (
    <article className={classes.filter(Boolean).join(' ')} data-message={message.id}>
      <div>{isHead && <Avatar user={author} size={36} />}</div>
      <div className="preview-body">
        {isHead ? (
          <header>
            <strong dir="auto">{author.displayName}</strong>
            <time dateTime={createdAt} title={formatInstant(locale, createdAt)}>
              {formatTime(locale, createdAt)}
            </time>
          </header>
        ) : (
          <span className="visually-hidden">
            {author.displayName}, {formatTime(locale, createdAt)}
          </span>
        )}
        {message.deletedAt || message.heldAt ? (
          <p className="message-gone">{t(message.deletedAt ? 'deletedMessage' : 'heldForReview')}</p>
        ) : (
          renderText(message)
        )}
      </div>
    </article>
  );
}

/** Begins at the message of the address or at the end, stays at the end while one is there, and moves for nothing else. */
function useReadingPlace(view: PreviewView, messageId: string | undefined) {
  const scroller = useRef<HTMLElement>(null);
  const place = useRef({ hasBegun: false, height: 0, firstSeq: 0 });
  const firstSeq = view.messages[0]?.seq ?? 0;
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const { hasBegun, height, firstSeq: previousFirst } = place.current;
    const target = messageId && box.querySelector(`[data-message="${CSS.escape(messageId)}"]`);
    if (!hasBegun && target) target.scrollIntoView({ block: 'center' });
    else if (!hasBegun) box.scrollTop = box.scrollHeight;
    else if (firstSeq < previousFirst) box.scrollTop += box.scrollHeight - height;
    else if (box.scrollTop + box.clientHeight >= height - BOTTOM_PX) box.scrollTop = box.scrollHeight;
    place.current = { hasBegun: true, height: box.scrollHeight, firstSeq };
  }, [view.messages, firstSeq, messageId]);
  return scroller;
}
