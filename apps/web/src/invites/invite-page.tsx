import type { InvitePreview, Room } from '@tertulia/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { failureCode, type FailureCode } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import { EmptyState } from '../ui/empty-state.js';
import { Page, SkeletonRows } from '../ui/page.js';
import { InviteCard } from './invite-card.js';
import './invites.css';
import { isOver, useInvite } from './use-invite.js';

interface Props {
  code: string;
  /** The person just came in through this invitation: nobody asks them twice. */
  isEntering: boolean;
  getInvite: (code: string) => Promise<InvitePreview>;
  accept: (code: string) => Promise<Room>;
  onEntered: (room: Room) => void;
}

/** An invitation for somebody who is here already: what it opens, and one button. */
export function InvitePage({ code, isEntering, getInvite, accept, onEntered }: Props) {
  const { t } = useLocale();
  const { state, retry } = useInvite(getInvite, code);
  const { isBusy, failure, enter } = useAccept(code, accept, onEntered);
  const hasBegun = useRef(false);
  useEffect(() => {
    if (!isEntering || hasBegun.current) return;
    hasBegun.current = true;
    void enter();
  }, [isEntering, enter]);
  const refusal = state.status === 'failed' ? state.code : failure && isOver(failure) ? failure : undefined;
  return (
    <Page title={t('inviteTitle')}>
      {state.status === 'loading' && <SkeletonRows count={1} label={t('inviteLoading')} />}
      {refusal && <InviteFailed code={refusal} onRetry={retry} />}
      {state.status === 'open' && !refusal && (
        <div className="invite-open">
          <InviteCard invite={state.invite} />
          <button
            type="button"
            className="button button-primary button-large"
            disabled={isBusy}
            onClick={() => void enter()}
          >
            {isBusy ? t('entering') : t('enterRoom', { room: state.invite.room.name })}
          </button>
          <p className="field-error" role="alert">
            {failure && t('enterFailed', { reason: t(`error_${failure}`) })}
          </p>
        </div>
      )}
    </Page>
  );
}

function InviteFailed({ code, onRetry }: { code: FailureCode; onRetry: () => void }) {
  const { t } = useLocale();
  if (isOver(code))
    return (
      <EmptyState isError drawing="empty-room" title={t('inviteOver')} text={t('inviteOverText')}>
        <Link href="/" className="button button-primary">
          {t('goHome')}
        </Link>
        <Link href="/rooms" className="button">
          {t('browseTitle')}
        </Link>
      </EmptyState>
    );
  return (
    <EmptyState
      isError
      drawing="offline"
      title={t('inviteFailed')}
      text={t('becauseOf', { reason: t(`error_${code}`) })}
    >
      <button type="button" className="button button-primary" onClick={onRetry}>
        {t('tryAgain')}
      </button>
    </EmptyState>
  );
}

function useAccept(code: string, accept: Props['accept'], onEntered: Props['onEntered']) {
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<FailureCode>();
  const enter = useCallback(async () => {
    setIsBusy(true);
    setFailure(undefined);
    try {
      onEntered(await accept(code));
    } catch (error) {
      setFailure(failureCode(error));
      setIsBusy(false);
    }
  }, [code, accept, onEntered]);
  return { isBusy, failure, enter };
}
