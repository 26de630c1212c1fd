import type { Message, RoomPreview, Session } from '@tertulia/contract';
import {
  type ComponentProps,
  type ComponentType,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useState,
} from 'react';
import { useRoute } from 'wouter';
import type { ApiClient } from '../api/api-client.js';
import { failureCode } from '../api/request-error.js';
import { Attachments } from '../messages/attachments.js';
import { MessageText } from '../messages/message-text.js';
import { ErrorBoundary } from '../ui/error-boundary.js';
import type { PreviewRoom } from '../preview/preview-room.js';
import { EnterPage } from './enter-page.js';
import { Preferences } from './preferences.js';
import './visitor.css';

/** Whoever waits longer for a room than this is shown the way in alone. */
const PATIENCE_MS = 1_500;

const InviteWelcome = lazy(() =>
  import('../invites/invite-welcome.js').then((module) => ({ default: module.InviteWelcome })),
);

const VisitorConfirm = lazy(async () => ({ default: (await import('./mail-pages.js')).VisitorConfirm }));

interface Props {
  api: ApiClient;
  hasEnded: boolean;
  onEnter: (displayName: string) => Promise<void>;
  onSignedIn: (session: Session) => void;
}

/** What somebody without a session sees: the way in, with the public room or the invitation that the address names. */
export function VisitorPage({ api, hasEnded, onEnter, onSignedIn }: Props) {
  const [isInvite, invite] = useRoute('/i/:code');
  const [isRoom, room] = useRoute('/r/:room');
  const [isMessage, message] = useRoute('/r/:room/m/:id');
  const [isConfirming] = useRoute('/confirm-email');
  const [isSigningIn] = useRoute('/sign-in');
  const getInvite = useCallback((code: string) => api.getInvite(code), [api]);
  const ref = isMessage ? message.room : isRoom ? room.room : undefined;
  const messageId = isMessage ? message.id : undefined;
  if (ref !== undefined && !hasEnded)
    return (
      <RoomVisitor key={`${ref}/${messageId}`} roomRef={ref} messageId={messageId} {...{ api, onEnter, onSignedIn }} />
    );
  if (isConfirming)
    return (
      <Suspense fallback={<main className="waiting" aria-busy="true" />}>
        <VisitorConfirm api={api}>
          <Preferences />
        </VisitorConfirm>
      </Suspense>
    );
  const about = isInvite && (
    <ErrorBoundary fallback={() => null}>
      <Suspense fallback={<div className="enter-about" />}>
        <InviteWelcome code={invite.code} getInvite={getInvite} />
      </Suspense>
    </ErrorBoundary>
  );
  const otherWay = { api, onSignedIn, isAsked: isSigningIn };
  return <EnterPage hasEnded={hasEnded} onEnter={onEnter} otherWay={otherWay} about={about} />;
}

interface RoomProps extends Pick<Props, 'api' | 'onEnter' | 'onSignedIn'> {
  roomRef: string;
  messageId: string | undefined;
}

function RoomVisitor({ api, roomRef, messageId, onEnter, onSignedIn }: RoomProps) {
  const state = usePreview(api, roomRef, messageId);
  let preview: ReactNode;
  if (state.status === 'waiting')
    preview = (
      <div className="visit-waiting" aria-busy="true">
        {[0, 1, 2, 3, 4, 5].map((row) => (
          <span key={row} />
        ))}
      </div>
    );
  if (state.status === 'open')
    preview = <state.Room api={api} initial={state.preview} messageId={messageId} renderText={renderText} />;
  const otherWay = { api, onSignedIn, isAsked: false };
  return <EnterPage hasEnded={false} onEnter={onEnter} otherWay={otherWay} preview={preview} />;
}

function renderText(message: Message): ReactNode {
  return (
    <>
      {message.text !== '' && <MessageText text={message.text} entities={message.entities} />}
      <Attachments message={message} />
    </>
  );
}

type PreviewState =
  | { status: 'waiting' | 'none' }
  | { status: 'open'; preview: RoomPreview; Room: ComponentType<ComponentProps<typeof PreviewRoom>> };

/** The room, when it may be seen and comes in time; after that the page does not change any more. */
function usePreview(api: ApiClient, ref: string, messageId: string | undefined): PreviewState {
  const [state, setState] = useState<PreviewState>({ status: 'waiting' });
  useEffect(() => {
    let isOpen = true;
    const settle = (next: PreviewState) => {
      if (isOpen) setState(next);
      isOpen = false;
      clearTimeout(timer);
    };
    const timer = setTimeout(() => settle({ status: 'none' }), PATIENCE_MS);
    Promise.all([import('../preview/preview-room.js'), findPreview(api, ref, messageId)]).then(
      ([module, preview]) => settle({ status: 'open', preview, Room: module.PreviewRoom }),
      () => settle({ status: 'none' }),
    );
    return () => {
      isOpen = false;
      clearTimeout(timer);
    };
  }, [api, ref, messageId]);
  return state;
}

/** A message that is no longer there does not hide its room. */
async function findPreview(api: ApiClient, ref: string, message: string | undefined): Promise<RoomPreview> {
  try {
    return await api.previewRoom(ref, { message });
  } catch (error) {
    const code = failureCode(error);
    if (message !== undefined && (code === 'not_found' || code === 'invalid_payload')) return api.previewRoom(ref, {});
    throw error;
  }
}
