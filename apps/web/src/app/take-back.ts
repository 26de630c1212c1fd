import type { RoomStore } from '../messages/room-store.js';
import type { Chat } from './chat.js';

/** Text, answer and pictures of a message that was not sent become the draft again, after what is being written there. */
export function takeBack(chat: Chat, store: RoomStore, clientMessageId: string): void {
  const message = store.takeBack(clientMessageId);
  if (!message) return;
  const { roomId, text, replyTo, pictures } = message;
  const draft = chat.drafts.of(roomId).get();
  chat.drafts.write(roomId, draft.text.trim() === '' ? text : `${draft.text}\n${text}`);
  if (replyTo && !draft.replyTo) chat.drafts.answer(roomId, replyTo);
  chat.pictures.get()?.assign(
    pictures.map(({ id }) => id),
    null,
  );
  document.querySelector<HTMLTextAreaElement>('form.composer textarea')?.focus();
}
