import type { Message } from '@tertulia/contract';
import { type RefObject, useLayoutEffect, useRef } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { Icon, type IconName } from '../ui/icons.js';
import { keyLabels, type ShortcutId, shortcuts } from '../ui/shortcuts.js';
import { useHearing } from './hearing.js';
import { QUICK_EMOJI } from './message-actions.js';
import { moodOf } from './message-tags.js';
import type { TimelineActions } from './timeline-actions.js';

interface Props {
  message: Message;
  isOwn: boolean;
  /** Beside what it opens where there is room; on small screens it is a sheet at the lower edge. */
  anchor: HTMLElement;
  actions: TimelineActions;
  onClose: () => void;
}

interface Item {
  icon: IconName;
  label: string;
  shortcut?: ShortcutId;
  isDanger?: boolean;
  run: () => void;
}

/** All actions of a message; the same on touch screens, with the mouse and from the keyboard. */
export default function MessageMenu({ message, isOwn, anchor, actions, onClose }: Props) {
  const { t } = useLocale();
  const ref = useRef<HTMLDialogElement>(null);
  usePlace(ref, anchor);
  const items = useItems(message, isOwn, actions);
  const choose = (run: () => void) => {
    onClose();
    // After the dialog gave the focus back, so that what is opened can take it.
    setTimeout(run, 0);
  };
  return (
    <dialog
      ref={ref}
      className="message-menu"
      aria-label={t('actions', { name: message.author.displayName })}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className="message-menu-body">
        {!message.heldAt && <EmojiRow message={message} actions={actions} choose={choose} />}
        {items.map(({ icon, label, shortcut, isDanger, run }) => (
          <button
            key={label}
            type="button"
            className={`message-menu-item${isDanger ? ' message-menu-danger' : ''}`}
            onClick={() => choose(run)}
          >
            <Icon name={icon} />
            <span>{label}</span>
            {shortcut && <kbd aria-hidden="true">{keyLabels(shortcuts[shortcut].keys[0]).join('+')}</kbd>}
          </button>
        ))}
        <MoodLine message={message} />
      </div>
    </dialog>
  );
}

interface EmojiProps extends Pick<Props, 'message' | 'actions'> {
  choose: (run: () => void) => void;
}

function EmojiRow({ message, actions, choose }: EmojiProps) {
  const { t } = useLocale();
  return (
    <div className="message-menu-emoji">
      {QUICK_EMOJI.map((emoji) => (
        <button
          key={emoji}
          type="button"
          className="icon-button emoji-button"
          aria-label={t('reactWith', { emoji })}
          onClick={() => choose(() => actions.onReact(message, emoji, !hasOwn(message, emoji)))}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}

/** What was found out about the message, in words. */
function MoodLine({ message }: Pick<Props, 'message'>) {
  const { t } = useLocale();
  const mood = moodOf(message.tags);
  if (!mood) return null;
  return (
    <p className="message-menu-mood">
      <Icon name={mood.icon} />
      {t(mood.label)}
    </p>
  );
}

function hasOwn(message: Message, emoji: string): boolean {
  return message.reactions.some((reaction) => reaction.emoji === emoji && reaction.me);
}

function useItems(message: Message, isOwn: boolean, actions: TimelineActions): Item[] {
  const { t } = useLocale();
  const hearing = useHearing(message);
  return [
    ...(message.heldAt
      ? []
      : ([
          { icon: 'smile', label: t('moreEmoji'), run: () => actions.onPick(message) },
          { icon: 'reply', label: t('reply'), shortcut: 'replyMessage', run: () => actions.onReply(message) },
        ] as const)),
    ...(hearing && !message.heldAt ? [listenItem(t, hearing)] : []),
    { icon: 'unread', label: t('markUnread'), shortcut: 'markUnread', run: () => actions.onMarkUnread(message) },
    { icon: 'link', label: t('copyLink'), shortcut: 'copyLink', run: () => actions.onCopyLink(message) },
    ...(message.text === ''
      ? []
      : [{ icon: 'copy', label: t('copyText'), run: () => actions.onCopyText(message.text) } as const]),
    ...(isOwn
      ? ([
          { icon: 'edit', label: t('edit'), shortcut: 'editMessage', run: () => actions.onEdit(message.id) },
          {
            icon: 'trash',
            label: t('delete'),
            shortcut: 'deleteMessage',
            isDanger: true,
            run: () => actions.onDelete(message),
          },
        ] as const)
      : []),
  ];
}

function listenItem(t: ReturnType<typeof useLocale>['t'], hearing: NonNullable<ReturnType<typeof useHearing>>): Item {
  const { isHeard, toggle } = hearing;
  return {
    icon: isHeard ? 'stop' : 'listen',
    label: t(isHeard ? 'stopListening' : 'listen'),
    shortcut: 'listenMessage',
    run: toggle,
  };
}

/** Puts the list beside the anchor, inside of the window; the style sheet decides whether it is a sheet instead. */
function usePlace(ref: RefObject<HTMLDialogElement | null>, anchor: HTMLElement): void {
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog) return undefined;
    dialog.showModal();
    const { right, bottom } = anchor.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = dialog;
    const left = Math.max(8, Math.min(right - offsetWidth, window.innerWidth - offsetWidth - 8));
    const top = Math.max(8, Math.min(bottom + 4, window.innerHeight - offsetHeight - 8));
    dialog.style.setProperty('--menu-left', `${left}px`);
    dialog.style.setProperty('--menu-top', `${top}px`);
    return () => dialog.close();
  }, [ref, anchor]);
}
