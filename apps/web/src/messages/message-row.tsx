import type { Message } from '@tertulia/contract';
import { type KeyboardEvent, memo, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { Avatar } from '../ui/avatar.js';
import { EditBox } from './edit-box.js';
import { formatInstant, formatTime } from './format-time.js';
import { MessageActions } from './message-actions.js';
import { MessageText } from './message-text.js';
import { PendingState } from './pending-state.js';
import { Reactions } from './reactions.js';
import { ReplyLine } from './reply-line.js';
import type { TimelineActions } from './timeline-actions.js';
import type { TimelineRow } from './timeline-rows.js';

interface Props {
  row: TimelineRow;
  isOwn: boolean;
  isMarked: boolean;
  isEditing: boolean;
  actions: TimelineActions;
}

/** One message with everything that belongs to it; its actions show on hover and on focus. */
export const MessageRow = memo(function MessageRow({ row, isOwn, isMarked, isEditing, actions }: Props) {
  const [hasMenu, setHasMenu] = useState(false);
  const { message, pending, author } = row;
  const classes = [
    'message',
    row.isHead && 'message-head',
    isMarked && 'message-marked',
    pending && `message-${pending.state}`,
  ];
  return (
    <article
      className={classes.filter(Boolean).join(' ')}
      tabIndex={-1}
      data-message={message?.id}
      onKeyDown={(event) => handleKey(event, message, isOwn, actions)}
      onMouseEnter={() => setHasMenu(true)}
      onMouseLeave={() => setHasMenu(false)}
      onFocus={() => setHasMenu(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setHasMenu(false);
      }}
    >
      <div className="message-side">
        {row.isHead ? <Avatar user={author} size={36} /> : <Time instant={row.createdAt} />}
      </div>
      <Body row={row} isEditing={isEditing} actions={actions} />
      {hasMenu && message && !message.deletedAt && !isEditing && (
        <MessageActions message={message} isOwn={isOwn} actions={actions} />
      )}
    </article>
  );
});

/** Single letters act on a message only while it has the focus itself (WCAG 2.1.4). */
function handleKey(event: KeyboardEvent, message: Message | undefined, isOwn: boolean, actions: TimelineActions): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!message || message.deletedAt) return;
  if (event.key === 'e' && isOwn) actions.onEdit(message.id);
  else if (event.key === 'r') actions.onReply(message);
  else if (event.key === 'Delete' && isOwn) actions.onDelete(message);
  else return;
  event.preventDefault();
}

function Body({ row, isEditing, actions }: Pick<Props, 'row' | 'isEditing' | 'actions'>) {
  const { message, pending, author } = row;
  const replyTo = message?.deletedAt ? null : (message ?? pending)?.replyTo;
  return (
    <div className="message-main">
      {row.isHead && (
        <header className="message-author">
          <strong dir="auto" title={`@${author.handle}`}>
            {author.displayName}
          </strong>
          <Time instant={row.createdAt} />
        </header>
      )}
      {replyTo && <ReplyLine reply={replyTo} onShow={actions.onShow} />}
      {message ? (
        <Content message={message} isEditing={isEditing} actions={actions} />
      ) : (
        <MessageText text={pending.text} />
      )}
      {message && !message.deletedAt && message.reactions.length > 0 && (
        <Reactions message={message} onReact={actions.onReact} />
      )}
      {pending && <PendingState pending={pending} actions={actions} />}
    </div>
  );
}

interface ContentProps {
  message: Message;
  isEditing: boolean;
  actions: TimelineActions;
}

function Content({ message, isEditing, actions }: ContentProps) {
  const { t, locale } = useLocale();
  if (message.deletedAt) return <p className="message-gone">{t('deletedMessage')}</p>;
  if (isEditing) return <EditBox message={message} onSave={actions.onSave} onCancel={actions.onCancelEdit} />;
  return (
    <>
      <MessageText text={message.text} entities={message.entities} />
      {message.editedAt && (
        <span className="message-edited" title={formatInstant(locale, message.editedAt)}>
          ({t('edited')})
        </span>
      )}
    </>
  );
}

function Time({ instant }: { instant: string }) {
  const { locale } = useLocale();
  return (
    <time dateTime={instant} title={formatInstant(locale, instant)}>
      {formatTime(locale, instant)}
    </time>
  );
}
