import type { InvitePreview } from '@tertulia/contract';
import { useLocale } from '../i18n/locale-context.js';
import { InviteCard } from './invite-card.js';
import './invites.css';
import { isOver, useInvite } from './use-invite.js';

interface Props {
  code: string;
  getInvite: (code: string) => Promise<InvitePreview>;
}

/** The invitation on the way in, for somebody without a session; its place is kept while it is asked for. */
export function InviteWelcome({ code, getInvite }: Props) {
  const { t } = useLocale();
  const { state } = useInvite(getInvite, code);
  return (
    <div className="invite-welcome" aria-busy={state.status === 'loading'}>
      {state.status === 'open' && <InviteCard invite={state.invite} />}
      {state.status === 'failed' && (
        <p className="notice" role="status">
          {isOver(state.code) ? t('inviteOverEnter') : t('inviteUnknownEnter')}
        </p>
      )}
    </div>
  );
}
