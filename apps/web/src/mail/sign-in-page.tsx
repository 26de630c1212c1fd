import type { Session } from '@tertulia/contract';
import { useState } from 'react';
import { useMailTexts } from '../i18n/mail-texts.js';
import { useObservable } from '../realtime/observable.js';
import { Page, PageSection } from '../ui/page.js';
import type { MailPerson, SignInGateway } from './mail-gateway.js';
import './mail.css';
import { SignInForm } from './sign-in-form.js';

interface Props {
  person: Pick<MailPerson, 'me'>;
  gateway: SignInGateway;
  onSignedIn: (session: Session) => void;
  onBack: () => void;
}

/** Becoming somebody else on this device, for who is in already: first what it costs, then the address. */
export function SignInPage({ person, gateway, onSignedIn, onBack }: Props) {
  const mail = useMailTexts();
  const { displayName: name, email } = useObservable(person.me);
  const [isSure, setIsSure] = useState(false);
  return (
    <Page title={mail('signInTitle')}>
      {isSure ? (
        <PageSection title={mail('signInTitle')}>
          <SignInForm gateway={gateway} onSignedIn={onSignedIn} onBack={onBack} />
        </PageSection>
      ) : (
        <PageSection title={mail('whoTitle', { name })} intro={mail('elsewhereIntro')}>
          <ul className="plain-list">
            <li>
              {mail(email?.state === 'verified' || email?.state === 'unsubscribed' ? 'whoKept' : 'whoGuest', { name })}
            </li>
            <li>{mail('whoMessages', { name })}</li>
            <li>{mail('whoDrafts')}</li>
          </ul>
          <div className="mail-buttons">
            <button type="button" className="button button-danger" onClick={() => setIsSure(true)}>
              {mail('whoGoOn')}
            </button>
            <button type="button" className="button" onClick={onBack}>
              {mail('signInBack')}
            </button>
          </div>
        </PageSection>
      )}
    </Page>
  );
}
