import { useCallback, useEffect } from 'react';
import { useObservable } from '../realtime/observable.js';
import type { DraftsStore } from './drafts-store.js';

/** The draft of one room, key by key; kept at once when the room is left. */
export function useDraft(drafts: DraftsStore, roomId: string) {
  const { text, replyTo } = useObservable(drafts.of(roomId));
  useEffect(() => drafts.flush, [drafts, roomId]);
  const change = useCallback((next: string) => drafts.write(roomId, next), [drafts, roomId]);
  const takeSent = useCallback((sent: string) => drafts.takeSent(roomId, sent), [drafts, roomId]);
  const cancelReply = useCallback(() => drafts.answer(roomId, null), [drafts, roomId]);
  return { draft: text, replyTo, change, takeSent, cancelReply };
}
