import type { Message } from '@tertulia/contract';
import { useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { IconButton } from '../ui/icon-button.js';
import { ListenButton } from './listen-button.js';
import { MoodSign } from './message-tags.js';
import type { TimelineActions } from './timeline-actions.js';

/** The reactions that are one press away. */
export const QUICK_EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🎉'];

interface Props {
  message: Message;
  isOwn: boolean;
  actions: TimelineActions;
}

/** The small bar of a message: what is done often, and the way to all the rest. */
export function MessageActions({ message, isOwn, actions }: Props) {
  const { t } = useLocale();
  const [isChoosing, setIsChoosing] = useState(false);
  const react = (emoji: string) => {
    setIsChoosing(false);
    actions.onReact(message, emoji, !message.reactions.some((reaction) => reaction.emoji === emoji && reaction.me));
  };
  return (
    <div className="message-actions" role="group" aria-label={t('actions', { name: message.author.displayName })}>
      {isChoosing && <EmojiChoice onChoose={react} onMore={() => actions.onPick(message)} />}
      <MoodSign tags={message.tags} />
      {!message.heldAt && (
        <>
          <IconButton
            icon="smile"
            label={t('react')}
            isExpanded={isChoosing}
            onClick={() => setIsChoosing(!isChoosing)}
          />
          <IconButton icon="reply" label={t('reply')} onClick={() => actions.onReply(message)} />
          <ListenButton message={message} />
        </>
      )}
      {isOwn && <IconButton icon="edit" label={t('edit')} onClick={() => actions.onEdit(message.id)} />}
      {isOwn && <IconButton icon="trash" label={t('delete')} onClick={() => actions.onDelete(message)} />}
      <MoreButton message={message} actions={actions} />
    </div>
  );
}

/** Opens the list of all actions; on touch screens it is always there. */
export function MoreButton({ message, actions }: Pick<Props, 'message' | 'actions'>) {
  const { t } = useLocale();
  return (
    <button
      type="button"
      className="icon-button more-button"
      aria-label={t('moreActions')}
      title={t('moreActions')}
      aria-haspopup="dialog"
      onClick={(event) => actions.onMenu(message, event.currentTarget)}
    >
      <span aria-hidden="true">⋯</span>
    </button>
  );
}

function EmojiChoice({ onChoose, onMore }: { onChoose: (emoji: string) => void; onMore: () => void }) {
  const { t } = useLocale();
  return (
    <>
      {QUICK_EMOJI.map((emoji) => (
        <button
          key={emoji}
          type="button"
          className="icon-button emoji-button"
          aria-label={t('reactWith', { emoji })}
          onClick={() => onChoose(emoji)}
        >
          {emoji}
        </button>
      ))}
      <IconButton icon="plus" label={t('moreEmoji')} onClick={onMore} />
    </>
  );
}
