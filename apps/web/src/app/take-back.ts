import type { PendingMessage } from '../messages/pending-message.js';
import type { RoomStore } from '../messages/room-store.js';
import type { Chat } from './chat.js';

/** Puts the text of a message that was refused back into the composer, after what is being written there. */
export function takeBack(chat: Chat, store: RoomStore, message: PendingMessage): void {
  const { roomId, text, replyTo, clientMessageId } = message;
  const draft = chat.drafts.of(roomId).get();
  chat.drafts.write(roomId, draft.text.trim() === '' ? text : `${draft.text}\n${text}`);
  if (replyTo && !draft.replyTo) chat.drafts.answer(roomId, replyTo);
  store.discard(clientMessageId);
  document.querySelector<HTMLTextAreaElement>('form.composer textarea')?.focus();
}
