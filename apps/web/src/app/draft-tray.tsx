import { limits } from '@tertulia/contract';
import { useSyncExternalStore } from 'react';
import { PictureTray } from '../pictures/picture-tray.js';
import { useObservable } from '../realtime/observable.js';
import type { Chat } from './chat.js';

/** The tray of a room's draft, with what it needs from the visit; fetched with the first picture. */
export default function DraftTray({ chat, roomId }: { chat: Chat; roomId: string }) {
  const { refused } = useSyncExternalStore(chat.pictures.subscribeToState, chat.pictures.state);
  const isConnected = useSyncExternalStore(chat.socket.subscribe, () => chat.socket.state === 'connected');
  const { limits: callerLimits } = useObservable(chat.server);
  const store = chat.pictures.get();
  return (
    <PictureTray
      pictures={chat.pictures.draftOf(roomId)}
      refused={refused.get(roomId) ?? []}
      limits={callerLimits}
      altLength={limits.altLength}
      isConnected={isConnected}
      onDescribe={(id, alt) => store?.describe(id, alt)}
      onRetry={(id) => store?.retry([id])}
      onRemove={(id) => store?.release([id], 'discarded')}
      onDismiss={() => store?.dismissRefused(roomId)}
    />
  );
}
