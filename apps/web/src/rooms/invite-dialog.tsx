import type { CreateInvite, Invite, Room } from '@tertulia/contract';
import { type FormEvent, useState } from 'react';
import { failureCode } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import { Icon } from '../ui/icons.js';
import { Modal } from '../ui/modal.js';

interface Props {
  room: Room;
  createInvite: (invite: CreateInvite) => Promise<Invite>;
  onCopied: (isCopied: boolean) => void;
  onClose: () => void;
}

const DAYS = [1, 7, 30] as const;
const USES = [1, 10, 100] as const;

/** Makes an address that lets people in, for a time and a number of times, and helps it on its way. */
export function InviteDialog({ room, createInvite, onCopied, onClose }: Props) {
  const { t } = useLocale();
  const [days, setDays] = useState('7');
  const [uses, setUses] = useState('');
  const [invite, setInvite] = useState<Invite>();
  const [error, setError] = useState('');
  const make = async () => {
    setError('');
    try {
      setInvite(await createInvite({ days: Number(days), ...(uses !== '' && { uses: Number(uses) }) }));
    } catch (failure) {
      setError(t('enterFailed', { reason: t(`error_${failureCode(failure)}`) }));
    }
  };
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    void make();
  };
  return (
    <Modal title={t('invitePeople')} closeLabel={t('close')} onClose={onClose}>
      <p>{t('inviteHint')}</p>
      <form className="form" onSubmit={handleSubmit}>
        <Bounds days={days} onDays={setDays} uses={uses} onUses={setUses} />
        <p className="field-error" role="alert">
          {error}
        </p>
        <div className="form-buttons">
          <button type="submit" className={`button${invite ? '' : ' button-primary'}`}>
            {t('makeLink')}
          </button>
        </div>
      </form>
      {invite && <InviteLink url={`${window.location.origin}/i/${invite.code}`} room={room} onCopied={onCopied} />}
    </Modal>
  );
}

interface BoundsProps {
  days: string;
  onDays: (days: string) => void;
  uses: string;
  onUses: (uses: string) => void;
}

/** How long and how often the link works. */
function Bounds({ days, onDays, uses, onUses }: BoundsProps) {
  const { t, plural } = useLocale();
  return (
    <div className="preferences">
      <Choice label={t('inviteDays')} value={days} onValue={onDays}>
        {DAYS.map((count) => (
          <option key={count} value={count}>
            {plural('days', count)}
          </option>
        ))}
      </Choice>
      <Choice label={t('inviteUses')} value={uses} onValue={onUses}>
        <option value="">{t('anyTimes')}</option>
        {USES.map((count) => (
          <option key={count} value={count}>
            {plural('times', count)}
          </option>
        ))}
      </Choice>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  children: React.ReactNode;
}

function Choice({ label, value, onValue, children }: ChoiceProps) {
  return (
    <label className="choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => onValue(event.target.value)}>
        {children}
      </select>
    </label>
  );
}

function InviteLink({ url, room, onCopied }: { url: string; room: Room; onCopied: Props['onCopied'] }) {
  const { t } = useLocale();
  const copy = () =>
    Promise.resolve(navigator.clipboard?.writeText(url) ?? Promise.reject(new Error('No clipboard.'))).then(
      () => onCopied(true),
      () => onCopied(false),
    );
  // Somebody who closes the sheet of the system has changed their mind; that is no failure.
  const share = () =>
    navigator.share({ title: room.name, text: t('shareText', { room: room.name }), url }).catch(() => undefined);
  return (
    <div className="invite-link">
      <label className="field">
        <span>{t('inviteLink')}</span>
        <input readOnly value={url} onFocus={(event) => event.target.select()} />
      </label>
      <div className="form-buttons">
        {'share' in navigator && (
          <button type="button" className="button" onClick={() => void share()}>
            {t('share')}
          </button>
        )}
        <button type="button" className="button button-primary" onClick={() => void copy()}>
          <Icon name="link" />
          {t('copyRoomLink')}
        </button>
      </div>
    </div>
  );
}
