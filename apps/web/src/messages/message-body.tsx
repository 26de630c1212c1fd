import type { Message } from '@tertulia/contract';
import { use, useContext } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { Attachments } from './attachments.js';
import { EditBox } from './edit-box.js';
import { formatInstant, formatTime } from '../i18n/format-time.js';
import { HeldNote, HeldPlace, isHiddenFrom } from './held-state.js';
import { WordMark } from './message-tags.js';
import { MessageText, ReaderContext } from './message-text.js';
import { isHeldByPicture, type PendingMessage } from './pending-message.js';
import { FailedState } from './pending-state.js';
import { PictureContext } from './picture-context.js';
import { Reactions } from './reactions.js';
import { ReplyLine } from './reply-line.js';
import type { TimelineActions } from './timeline-actions.js';
import type { RowAuthor, TimelineRow } from './timeline-rows.js';

interface Props {
  row: TimelineRow;
  isEditing: boolean;
  actions: TimelineActions;
}

/** What was written, by whom and when. */
export function MessageBody({ row, isEditing, actions }: Props) {
  const { message, pending, author } = row;
  const replyTo = message?.deletedAt ? null : (message ?? pending)?.replyTo;
  return (
    <div className="message-main">
      {row.isHead && <Author author={author} createdAt={row.createdAt} />}
      {replyTo && <ReplyLine reply={replyTo} onShow={actions.onShow} />}
      {message ? (
        <Content message={message} isEditing={isEditing} actions={actions} />
      ) : (
        <PendingContent pending={pending} />
      )}
      {message && !message.deletedAt && message.reactions.length > 0 && (
        <Reactions message={message} onReact={actions.onReact} />
      )}
      {pending?.state === 'failed' && !isHeldByPicture(pending) && <FailedState pending={pending} actions={actions} />}
    </div>
  );
}

/** What is on its way, with what there is to say about its pictures. */
function PendingContent({ pending }: { pending: PendingMessage }) {
  const { renderPending } = useContext(PictureContext);
  return (
    <>
      {pending.text !== '' && <MessageText text={pending.text} />}
      {pending.pictures.length > 0 && renderPending?.(pending)}
    </>
  );
}

/** That somebody is a guest is told where one looks closer: most people here are. */
function Author({ author, createdAt }: { author: RowAuthor; createdAt: string }) {
  const { t } = useLocale();
  const title = `@${author.handle}${author.isGuest ? ` · ${t('guest')}` : ''}`;
  return (
    <header className="message-author">
      <strong dir="auto" title={title}>
        {author.displayName}
      </strong>
      {author.isBot && <span className="user-mark">{t('bot')}</span>}
      {author.mark !== undefined && (
        <code className="user-mark" title={t('markHint')}>
          {author.mark}
        </code>
      )}
      <Time instant={createdAt} />
    </header>
  );
}

function Content({ message, isEditing, actions }: { message: Message; isEditing: boolean; actions: TimelineActions }) {
  const { t, locale } = useLocale();
  const readerId = use(ReaderContext);
  if (message.deletedAt) return <p className="message-gone">{t('deletedMessage')}</p>;
  if (isHiddenFrom(message, readerId)) return <HeldPlace />;
  if (isEditing) return <EditBox message={message} onSave={actions.onSave} onCancel={actions.onCancelEdit} />;
  return (
    <>
      {message.text !== '' && <MessageText text={message.text} entities={message.entities} />}
      {message.editedAt && (
        <span className="message-edited" title={formatInstant(locale, message.editedAt)}>
          ({t('edited')})
        </span>
      )}
      <WordMark tags={message.tags} />
      <Attachments message={message} />
      {message.heldAt && <HeldNote />}
    </>
  );
}

/** The time of a message on the reader's clock, the whole instant for who looks closer. */
export function Time({ instant }: { instant: string }) {
  const { locale } = useLocale();
  return (
    <time dateTime={instant} title={formatInstant(locale, instant)}>
      {formatTime(locale, instant)}
    </time>
  );
}
