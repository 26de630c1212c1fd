import type { Message } from '@tertulia/contract';
import { useCallback, useMemo, useState } from 'react';
import { refusalOf } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import { reasonKey } from '../messages/pending-state.js';
import type { RoomStore } from '../messages/room-store.js';
import type { RoomActions } from '../messages/timeline-actions.js';
import type { Chat } from './chat.js';

/** What can be done with the messages of a room, which of them is being changed, and why something did not work. */
export function useMessageActions(chat: Chat, store: RoomStore, onReply: (message: Message) => void) {
  const { t } = useLocale();
  const [editingId, setEditingId] = useState<string>();
  const [deleting, setDeleting] = useState<Message>();
  const [failure, setFailure] = useState<string>();
  const attempt = useCallback(async (action: Promise<void>, onDone?: () => void) => {
    setFailure(undefined);
    try {
      await action;
      onDone?.();
    } catch (error) {
      setFailure(refusalOf(error));
    }
  }, []);
  const forTimeline = useMemo(
    (): RoomActions => ({
      onReply,
      onEdit: setEditingId,
      onCancelEdit: () => setEditingId(undefined),
      // The box with the text stays until the server took it.
      onSave: (message, text) =>
        void attempt(chat.edit(message.roomId, message.id, text), () =>
          setEditingId((editing) => (editing === message.id ? undefined : editing)),
        ),
      onDelete: setDeleting,
      onReact: (message, emoji, isOn) => void attempt(chat.react(message.roomId, message.id, emoji, isOn)),
      onRetry: (clientMessageId) => store.retry(clientMessageId),
      onDiscard: (clientMessageId) => store.discard(clientMessageId),
    }),
    [chat, store, onReply, attempt],
  );
  return {
    forTimeline,
    editingId,
    deleting,
    error: failure === undefined ? '' : t('enterFailed', { reason: t(reasonKey(failure)) }),
    editLast: () => {
      const last = store
        .getSnapshot()
        .messages.findLast((message) => message.author.id === chat.user.id && message.deletedAt === null);
      if (last) setEditingId(last.id);
    },
    cancelDelete: () => setDeleting(undefined),
    confirmDelete: () => {
      setDeleting(undefined);
      if (deleting) void attempt(chat.remove(deleting.roomId, deleting.id));
    },
  };
}
