import type { Message, ReplyReference } from '@tertulia/contract';

/** What can be done with a message of a room. The functions never change, so that lines need not be drawn again. */
export interface RoomActions {
  onReply: (message: Message) => void;
  onEdit: (messageId: string) => void;
  onCancelEdit: () => void;
  onSave: (message: Message, text: string) => void;
  onDelete: (message: Message) => void;
  onReact: (message: Message, emoji: string, isOn: boolean) => void;
  onRetry: (clientMessageId: string) => void;
  onDiscard: (clientMessageId: string) => void;
}

/** The same, with what the timeline does by itself. */
export interface TimelineActions extends RoomActions {
  onShow: (reply: ReplyReference) => void;
  onMarkUnread: (message: Message) => void;
  onCopyLink: (message: Message) => void;
  onCopyText: (text: string) => void;
  /** Opens the list of all actions beside an element. */
  onMenu: (message: Message, anchor: HTMLElement) => void;
  /** Opens the choice of all emoji. */
  onPick: (message: Message) => void;
  onDay: (day: number) => void;
}
