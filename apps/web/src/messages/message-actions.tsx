import type { Message } from '@tertulia/contract';
import { useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { IconButton } from '../ui/icon-button.js';
import type { TimelineActions } from './timeline-actions.js';

const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🎉'];

interface Props {
  message: Message;
  isOwn: boolean;
  actions: TimelineActions;
}

/** The small bar of a message: react, answer, edit, delete. */
export function MessageActions({ message, isOwn, actions }: Props) {
  const { t } = useLocale();
  const [isChoosing, setIsChoosing] = useState(false);
  const react = (emoji: string) => {
    setIsChoosing(false);
    actions.onReact(message, emoji, !message.reactions.some((reaction) => reaction.emoji === emoji && reaction.me));
  };
  return (
    <div className="message-actions" role="group" aria-label={t('actions', { name: message.author.displayName })}>
      {isChoosing && <EmojiChoice onChoose={react} />}
      <IconButton icon="smile" label={t('react')} isExpanded={isChoosing} onClick={() => setIsChoosing(!isChoosing)} />
      <IconButton icon="reply" label={t('reply')} onClick={() => actions.onReply(message)} />
      {isOwn && <IconButton icon="edit" label={t('edit')} onClick={() => actions.onEdit(message.id)} />}
      {isOwn && <IconButton icon="trash" label={t('delete')} onClick={() => actions.onDelete(message)} />}
    </div>
  );
}

function EmojiChoice({ onChoose }: { onChoose: (emoji: string) => void }) {
  const { t } = useLocale();
  return EMOJI.map((emoji) => (
    <button
      key={emoji}
      type="button"
      className="icon-button emoji-button"
      aria-label={t('reactWith', { emoji })}
      onClick={() => onChoose(emoji)}
    >
      {emoji}
    </button>
  ));
}
