import type { Message, ReplyReference } from '@tertulia/contract';

/** What can be done with a message, from its line. The functions never change, so that lines need not be drawn again. */
export interface TimelineActions {
  onReply: (message: Message) => void;
  onEdit: (messageId: string) => void;
  onCancelEdit: () => void;
  onSave: (message: Message, text: string) => void;
  onDelete: (message: Message) => void;
  onReact: (message: Message, emoji: string, isOn: boolean) => void;
  onShow: (reply: ReplyReference) => void;
  onRetry: (clientMessageId: string) => void;
  onDiscard: (clientMessageId: string) => void;
}
