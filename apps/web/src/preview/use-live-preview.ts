import type { RoomPreview } from '@tertulia/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ApiClient } from '../api/api-client.js';
import { type PreviewView, takeChange, toView, withOlder, withReload } from './preview-state.js';
import { PublicStream } from './public-stream.js';

export type PreviewApi = Pick<ApiClient, 'previewRoom' | 'baseUrl'>;

/** A public room as it goes on; holes between the first reading and the stream are filled by reading again. */
export function useLivePreview(api: PreviewApi, initial: RoomPreview, messageId: string | undefined) {
  const [view, setView] = useState<PreviewView>(() => toView(initial));
  const [isLive, setIsLive] = useState(false);
  const latest = useRef(view);
  useEffect(() => {
    latest.current = view;
  });
  const { slug } = initial.room;
  useEffect(() => {
    let isCurrent = true;
    const reload = () =>
      api.previewRoom(slug, { message: messageId }).then(
        (preview) => {
          if (isCurrent) setView((before) => withReload(before, preview));
        },
        // The next beginning of the stream asks again.
        () => undefined,
      );
    const stream = new PublicStream(`${api.baseUrl}/api/public/rooms/${encodeURIComponent(slug)}/listen`, {
      onPosition: (version) => {
        if (version > latest.current.version) void reload();
      },
      onChange: (change) => setView((before) => takeChange(before, change)),
      onRoom: (room) => setView((before) => ({ ...before, room })),
      onLive: setIsLive,
    });
    return () => {
      isCurrent = false;
      stream.close();
    };
  }, [api, slug, messageId]);
  const older = useOlder(api, slug, latest, setView);
  return { view, isLive, ...older };
}

function useOlder(
  api: PreviewApi,
  slug: string,
  latest: { current: PreviewView },
  setView: (change: (view: PreviewView) => PreviewView) => void,
) {
  const [isLoading, setIsLoading] = useState(false);
  const loadOlder = useCallback(async () => {
    const before = latest.current.messages[0]?.seq;
    if (before === undefined) return;
    setIsLoading(true);
    try {
      const { page } = await api.previewRoom(slug, { before });
      setView((view) => withOlder(view, page));
    } catch {
      // The button stays for another try.
    }
    setIsLoading(false);
  }, [api, slug, latest, setView]);
  return { isLoading, loadOlder };
}
