import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { RoomStore } from './room-store.js';

const MOST_PAGES = 20;
const PAGE = 100;
const MARKED_MS = 2_000;

interface Options {
  store: RoomStore;
  list: RefObject<VirtualizerHandle | null>;
  messageId: string | undefined;
  isLoaded: boolean;
  onLetGo: () => void;
}

/** Goes to one message, fetching earlier pages on the way, and marks it for a moment. */
export function useShow({ store, list, messageId, isLoaded, onLetGo }: Options) {
  const [markedId, setMarkedId] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const show = useCallback(
    async (id: string, seq?: number) => {
      const indexOf = () => store.getSnapshot().messages.findIndex((message) => message.id === id);
      for (let page = 0; page < MOST_PAGES && indexOf() < 0 && store.getSnapshot().hasBefore; page += 1) {
        if (seq !== undefined && seq > (store.getSnapshot().messages[0]?.seq ?? 0)) break;
        const before = store.getSnapshot().messages[0]?.seq;
        await store.loadOlder(PAGE);
        if (store.getSnapshot().messages[0]?.seq === before) break;
      }
      if (indexOf() < 0) return;
      onLetGo();
      // One for the start of the list; the next frame, so that a page that just came is in it.
      requestAnimationFrame(() => list.current?.scrollToIndex(indexOf() + 1, { align: 'center' }));
      setMarkedId(id);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setMarkedId(undefined), MARKED_MS);
    },
    [store, list, onLetGo],
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (messageId && isLoaded) void show(messageId);
  }, [messageId, isLoaded, show]);
  const showReply = useCallback((reply: { id: string; seq: number }) => void show(reply.id, reply.seq), [show]);
  return { markedId, show: showReply };
}
