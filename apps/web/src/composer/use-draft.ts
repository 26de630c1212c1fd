import { useCallback, useEffect, useRef, useState } from 'react';
import { draftAfterSend, keepDraft, readDraft } from './draft-storage.js';

const SAVE_DELAY_MS = 400;

/** The draft of one room: kept a moment after the last key, and at once when the room is left. */
export function useDraft(roomId: string) {
  const [draft, setDraft] = useState(() => readDraft(roomId));
  const unsaved = useRef<{ text: string; timer: ReturnType<typeof setTimeout> }>(undefined);

  const save = useCallback(() => {
    if (!unsaved.current) return;
    clearTimeout(unsaved.current.timer);
    keepDraft(roomId, unsaved.current.text);
    unsaved.current = undefined;
  }, [roomId]);

  const change = useCallback(
    (text: string) => {
      setDraft(text);
      clearTimeout(unsaved.current?.timer);
      unsaved.current = { text, timer: setTimeout(save, SAVE_DELAY_MS) };
    },
    [save],
  );

  const takeSent = useCallback(
    (sent: string) => {
      setDraft((now) => {
        const rest = draftAfterSend(now, sent);
        clearTimeout(unsaved.current?.timer);
        unsaved.current = undefined;
        keepDraft(roomId, rest);
        return rest;
      });
    },
    [roomId],
  );

  useEffect(() => {
    window.addEventListener('pagehide', save);
    return () => {
      window.removeEventListener('pagehide', save);
      save();
    };
  }, [save]);
  return { draft, change, takeSent };
}
