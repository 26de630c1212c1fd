import type { Session } from '@tertulia/contract';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { ApiClient } from '../api/api-client.js';
import { keepSession, keepUser, readKeptSession } from '../api/kept-session.js';
import { tryAgain } from '../api/try-again.js';
import { keptUnsent } from '../messages/pending-message.js';
import { PictureContext, toAddress } from '../messages/picture-context.js';
import { forgetKeptRooms } from '../offline/kept-rooms.js';
import { forgetKeptPictures } from '../pictures/kept-mark.js';
import { clearRecentSearches } from '../search/recent-searches.js';
import { Chat } from './chat.js';
import { ChatShell } from './chat-shell.js';
import { ENTERING } from './pages.js';
import { VisitorPage } from './visitor-page.js';

/** The whole app; pictures are read where the API is, wherever the page comes from. */
export function App({ apiUrl }: { apiUrl: string }) {
  const pictures = useMemo(() => ({ addressOf: (url: string) => toAddress(apiUrl, url) }), [apiUrl]);
  return (
    <PictureContext value={pictures}>
      <Person apiUrl={apiUrl} />
    </PictureContext>
  );
}

/** The way in, or the visit. */
function Person({ apiUrl }: { apiUrl: string }) {
  const [session, setSession] = useState<Session | undefined>(() => readKeptSession(Date.now()));
  const [hasEnded, setHasEnded] = useState(false);
  const [path, navigate] = useLocation();
  const api = useMemo(() => new ApiClient(apiUrl, () => session?.token), [apiUrl, session]);
  const enter = useCallback(
    async (displayName: string) => {
      const entered = await tryAgain(() => api.enter(displayName === '' ? undefined : displayName));
      keepSession(entered);
      setHasEnded(false);
      setSession(entered);
      if (path === '/') navigate('/r/general');
      if (path.startsWith('/i/')) navigate(path, { replace: true, state: ENTERING });
    },
    [api, path, navigate],
  );
  const end = useCallback(() => {
    keepSession(undefined);
    setHasEnded(true);
    setSession(undefined);
  }, []);
  const chat = useChat(api, session, end);
  const signOut = useCallback(() => {
    forgetPerson(api, chat);
    keepSession(undefined);
    setHasEnded(false);
    setSession(undefined);
  }, [api, chat]);
  const takeOver = useCallback(
    (entered: Session) => {
      if (chat) forgetPerson(api, chat);
      keepSession(entered);
      setHasEnded(false);
      setSession(entered);
      if (path === '/sign-in') navigate('/', { replace: true });
    },
    [api, chat, path, navigate],
  );
  if (!session) return <VisitorPage api={api} hasEnded={hasEnded} onEnter={enter} onSignedIn={takeOver} />;
  // The visit of the person before is not shown to the next one.
  if (chat?.api !== api) return null;
  return <ChatShell key={session.user.id} chat={chat} onSignOut={signOut} onSignedIn={takeOver} />;
}

/** Ends the session of whoever was here, and takes what this browser kept of them away. */
function forgetPerson(api: ApiClient, chat: Chat | undefined): void {
  // Without an answer the key is forgotten here all the same, and ends by itself.
  api.leave().catch(() => undefined);
  chat?.drafts.forget();
  clearRecentSearches();
  forgetKeptRooms();
  forgetKeptPictures();
  keptUnsent.clear();
}

/** The visit that belongs to a session; it ends with it. */
function useChat(api: ApiClient, session: Session | undefined, onEnded: () => void): Chat | undefined {
  const [chat, setChat] = useState<Chat>();
  useEffect(() => {
    if (!session) return undefined;
    const opened = new Chat(api, session, onEnded);
    setChat(opened);
    const unsubscribe = opened.me.subscribe(() => keepUser(session.token, opened.me.get()));
    return () => {
      unsubscribe();
      opened.close();
      setChat(undefined);
    };
  }, [api, session, onEnded]);
  return chat;
}
