import type { Message } from '@tertulia/contract';
import { type KeyboardEvent, memo, type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Avatar } from '../ui/avatar.js';
import { matchesShortcut } from '../ui/shortcuts.js';
import { useHearing } from './hearing.js';
import { MessageActions, MoreButton } from './message-actions.js';
import { MessageBody, Time } from './message-body.js';
import { StateSign } from './pending-state.js';
import type { TimelineActions } from './timeline-actions.js';
import type { TimelineRow } from './timeline-rows.js';

interface Props {
  row: TimelineRow;
  isOwn: boolean;
  isMarked: boolean;
  isEditing: boolean;
  /** It is the tab stop of the list. */
  isActive: boolean;
  /** Single letters are shortcuts. */
  hasLetters: boolean;
  actions: TimelineActions;
}

const LONG_PRESS_MS = 500;
/** Where nothing can be hovered over, the way to the actions is always there. */
const noHover = window.matchMedia('(hover: none)');

/** One message with everything that belongs to it; its actions show on hover and on focus, or after a long press. */
export const MessageRow = memo(function MessageRow(props: Props) {
  const { row, isEditing, isActive, isOwn, actions } = props;
  const { message, pending, author } = row;
  const [hasMenu, setHasMenu] = useState(false);
  // A line that was drawn before its message was stored tells of it; one that comes from the server does not.
  const [wasPending] = useState(pending !== undefined);
  const article = useRef<HTMLElement>(null);
  useTabStops(article, isActive);
  const press = useLongPress(message && canBeActedOn(message, isOwn) ? message : undefined, actions);
  const hearing = useHearing(message);
  const canAct = message !== undefined && canBeActedOn(message, isOwn) && !isEditing;
  return (
    <article
      ref={article}
      className={classesOf(props)}
      tabIndex={isActive ? 0 : -1}
      data-key={row.key}
      data-message={message?.id}
      onKeyDown={(event) => handleKey(event, props, hearing?.toggle)}
      onMouseEnter={() => setHasMenu(true)}
      onMouseLeave={() => setHasMenu(false)}
      onFocus={() => setHasMenu(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setHasMenu(false);
      }}
      {...press}
    >
      <div className="message-side">
        {row.isHead ? <Avatar user={author} size={36} /> : <Time instant={row.createdAt} />}
      </div>
      <MessageBody row={row} isEditing={isEditing} actions={actions} />
      {pending && <StateSign state={pending.state} />}
      {message && wasPending && <StateSign state="stored" />}
      {canAct && noHover.matches && <MoreButton message={message} actions={actions} />}
      {canAct && !noHover.matches && hasMenu && <MessageActions message={message} isOwn={isOwn} actions={actions} />}
    </article>
  );
});

/** What was deleted or is held back says nothing that anything could be done with. */
function canBeActedOn(message: Message, isOwn: boolean): boolean {
  return message.deletedAt === null && (message.heldAt === undefined || isOwn);
}

function classesOf({ row, isOwn, isMarked }: Props): string {
  const classes = [
    'message',
    row.isHead && 'message-head',
    isOwn && 'message-own',
    isMarked && 'message-marked',
    row.pending && `message-${row.pending.state}`,
  ];
  return classes.filter(Boolean).join(' ');
}

/** Keys act on a message only while it has the focus itself (WCAG 2.1.4). */
function handleKey(event: KeyboardEvent, { row, isOwn, hasLetters, actions }: Props, listen?: () => void): void {
  const { nativeEvent } = event;
  const { message } = row;
  if (event.target !== event.currentTarget || !message || !canBeActedOn(message, isOwn)) return;
  if (isOwn && matchesShortcut(nativeEvent, 'deleteMessage')) actions.onDelete(message);
  else if (!hasLetters) return;
  else if (isOwn && matchesShortcut(nativeEvent, 'editMessage')) actions.onEdit(message.id);
  else if (!message.heldAt && matchesShortcut(nativeEvent, 'replyMessage')) actions.onReply(message);
  else if (matchesShortcut(nativeEvent, 'markUnread')) actions.onMarkUnread(message);
  else if (matchesShortcut(nativeEvent, 'copyLink')) actions.onCopyLink(message);
  else if (listen && !message.heldAt && matchesShortcut(nativeEvent, 'listenMessage')) listen();
  else return;
  event.preventDefault();
}

/** Links and buttons of a message are on the way of the Tab key only while the message is. */
function useTabStops(article: React.RefObject<HTMLElement | null>, isActive: boolean): void {
  useLayoutEffect(() => {
    for (const element of article.current?.querySelectorAll<HTMLElement>('a, button, summary') ?? [])
      element.tabIndex = isActive ? 0 : -1;
  });
}

/** A finger that rests on a message opens its actions. */
function useLongPress(message: Message | undefined, actions: TimelineActions) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const end = () => clearTimeout(timer.current);
  useEffect(() => end, []);
  const begin = (event: PointerEvent<HTMLElement>) => {
    end();
    if (event.pointerType !== 'touch' || !message) return;
    const { currentTarget } = event;
    timer.current = setTimeout(() => actions.onMenu(message, currentTarget), LONG_PRESS_MS);
  };
  return { onPointerDown: begin, onPointerUp: end, onPointerCancel: end, onPointerMove: end };
}
