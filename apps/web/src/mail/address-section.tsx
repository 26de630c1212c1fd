import type { OwnEmail } from '@tertulia/contract';
import { type Ref, useEffect, useRef, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { useMailTexts } from '../i18n/mail-texts.js';
import { useObservable } from '../realtime/observable.js';
import { Icon } from '../ui/icons.js';
import { PageSection } from '../ui/page.js';
import { EmailForm } from './email-form.js';
import type { AddressGateway, MailPerson } from './mail-gateway.js';
import { Problem } from './problem.js';
import { RemoveDialog } from './remove-dialog.js';
import { zoneOf } from './time-zones.js';
import { type Attempt, useAttempt } from './use-attempt.js';

interface Props {
  person: MailPerson;
  gateway: AddressGateway;
}

/** The own address, from none to a confirmed one. */
export function AddressSection({ person, gateway }: Props) {
  const mail = useMailTexts();
  const { email } = useObservable(person.me);
  // Opened by the person, so that its field takes the focus.
  const [isEditing, setIsEditing] = useState(false);
  const [isRemoving, setIsRemoving] = useState(false);
  const { ask, asked, remove, attempt, said } = useAddress(person, gateway, setIsEditing);
  const hasForm = email === null || isEditing;
  const spot = useFocusAfter(`${email?.state}.${email?.address}.${hasForm}.${asked}`);
  const send = (address: string) => {
    spot.wish();
    void ask(address);
  };
  return (
    <PageSection title={mail('addressTitle')} intro={mail('addressIntro')}>
      {email && <Standing email={email} asked={asked} spot={spot.ref} />}
      {hasForm ? (
        <EmailForm action="sendConfirmation" hint="addressHint" hasFocus={isEditing} attempt={attempt} onEmail={send}>
          {isEditing && email && (
            <button type="button" className="button" onClick={() => setIsEditing(false)}>
              {mail('keepAddress')}
            </button>
          )}
        </EmailForm>
      ) : (
        <AddressButtons
          email={email}
          attempt={attempt}
          onAgain={() => send(email.address)}
          onEdit={() => {
            attempt.forget();
            setIsEditing(true);
          }}
          onRemove={() => setIsRemoving(true)}
        />
      )}
      <p className="field-good" role="status">
        {said}
      </p>
      {isRemoving && email && (
        <RemoveDialog isPending={email.state === 'pending'} remove={remove} onClose={() => setIsRemoving(false)} />
      )}
    </PageSection>
  );
}

interface StandingProps {
  email: OwnEmail;
  /** Another address to which a mail went, while this one is still in use. */
  asked: string | undefined;
  spot: Ref<HTMLDivElement>;
}

/** How it stands with the address. */
function Standing({ email: { address, state }, asked, spot }: StandingProps) {
  const mail = useMailTexts();
  const isChanging = state !== 'pending' && asked !== undefined && asked !== address;
  const isReturning = state === 'unsubscribed' && asked === address;
  return (
    <div ref={spot} tabIndex={-1} className={`mail-standing mail-${state}`}>
      {state === 'verified' && (
        <p className="mail-address">
          <Icon name="check" />
          <bdi>{address}</bdi>
          <span className="mail-chip">{mail('addressVerified')}</span>
        </p>
      )}
      {state === 'pending' && (
        <>
          <p>{mail('addressPending', { address })}</p>
          <p className="page-hint">{mail('addressPendingHint')}</p>
        </>
      )}
      {state === 'suppressed' && (
        <>
          <p>
            <strong>{mail('addressSuppressed', { address })}</strong>
          </p>
          <p>{mail('suppressedWhy')}</p>
          <p>{mail('suppressedDo')}</p>
        </>
      )}
      {state === 'unsubscribed' && (
        <>
          <p>
            <strong>{mail('addressSuppressed', { address })}</strong>
          </p>
          <p>{mail('unsubscribedWhy')}</p>
        </>
      )}
      {isReturning && <p>{mail('addressPending', { address })}</p>}
      {isChanging && <p>{mail('addressChanging', { address: asked, old: address })}</p>}
    </div>
  );
}

interface ButtonsProps {
  email: OwnEmail;
  attempt: Attempt;
  onAgain: () => void;
  onEdit: () => void;
  onRemove: () => void;
}

function AddressButtons({ email: { state }, attempt, onAgain, onEdit, onRemove }: ButtonsProps) {
  const mail = useMailTexts();
  return (
    <div className="mail-form">
      <div className="mail-buttons">
        {(state === 'pending' || state === 'unsubscribed') && (
          <button
            type="button"
            className="button"
            disabled={attempt.isBusy || attempt.secondsLeft > 0}
            onClick={onAgain}
          >
            {mail(state === 'pending' ? 'sendAgain' : 'mailAgain')}
          </button>
        )}
        <button type="button" className="button" onClick={onEdit}>
          {mail(state === 'verified' ? 'changeAddress' : 'otherAddress')}
        </button>
        <button type="button" className="button" onClick={onRemove}>
          {mail('removeAddress')}
        </button>
      </div>
      <Problem attempt={attempt} waitKey="askAgainIn" />
    </div>
  );
}

/** Asks for a confirmation mail, in the language and with the times that are read here, and sees how it stands afterwards; takes the address away. */
function useAddress({ me, update, reload }: MailPerson, gateway: AddressGateway, onEditing: (isOn: boolean) => void) {
  const mail = useMailTexts();
  const { locale } = useLocale();
  const attempt = useAttempt();
  const [asked, setAsked] = useState<string>();
  const [said, say] = useState('');
  const ask = async (address: string) => {
    say('');
    const wasPending = me.get().email?.state === 'pending' && me.get().email?.address === address;
    const isSent = await attempt.run(async () => {
      const zone = zoneOf(me.get());
      if (me.get().locale !== locale || zone.timeZone !== undefined) me.set(await update({ locale, ...zone }));
      await gateway.setEmail(address);
      return true;
    });
    if (!isSent) return;
    // Shown at once; what the server says of it counts.
    if (me.get().email === null || me.get().email?.state === 'pending')
      me.update((now) => ({ ...now, email: { address, state: 'pending' } }));
    setAsked(address);
    if (wasPending) say(mail('sentAgain', { address }));
    onEditing(false);
    try {
      me.set(await reload());
    } catch {
      // It is on its way; the next connection asks again.
    }
  };
  const remove = async () => {
    await gateway.removeEmail();
    me.update((now) => ({ ...now, email: null }));
    setAsked(undefined);
    onEditing(true);
    say(mail('addressRemoved'));
  };
  return { ask, asked, remove, attempt, said };
}

/** Moves the focus to a place once what was wished for has changed the page, as the field that had it is gone then. */
function useFocusAfter(change: string) {
  const ref = useRef<HTMLDivElement>(null);
  const isWished = useRef(false);
  useEffect(() => {
    if (!isWished.current || !ref.current) return;
    isWished.current = false;
    ref.current.focus();
  }, [change]);
  return {
    ref,
    wish: () => {
      isWished.current = true;
    },
  };
}
