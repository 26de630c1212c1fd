import type { Session } from '@tertulia/contract';
import { useState } from 'react';
import { useMailTexts } from '../i18n/mail-texts.js';
import { CodeForm } from './code-form.js';
import { EmailForm } from './email-form.js';
import './mail.css';
import type { SignInGateway } from './mail-gateway.js';
import { Problem } from './problem.js';
import { useAttempt } from './use-attempt.js';

interface Props {
  gateway: SignInGateway;
  onSignedIn: (session: Session) => void;
  onBack: () => void;
}

/** Signing in on this device: an address, then the code from its mail. What is said is the same for every address. */
export function SignInForm({ gateway, onSignedIn, onBack }: Props) {
  const mail = useMailTexts();
  const { asked, times, asking, ask, askAnother } = useAskedCode(gateway);
  if (times === 0)
    return (
      <div className="sign-in">
        <p>{mail('signInIntro')}</p>
        <EmailForm action="signInSend" initial={asked} hasFocus attempt={asking} onEmail={(email) => void ask(email)}>
          <button type="button" className="button" onClick={onBack}>
            {mail('signInBack')}
          </button>
        </EmailForm>
      </div>
    );
  return (
    <div className="sign-in">
      <p role="status">{mail(times > 1 ? 'signInSentAgain' : 'signInSent')}</p>
      <CodeForm key={times} email={asked} gateway={gateway} onSignedIn={onSignedIn} />
      <div className="mail-buttons">
        <button
          type="button"
          className="button"
          disabled={asking.isBusy || asking.secondsLeft > 0}
          onClick={() => void ask(asked)}
        >
          {mail('signInAgain')}
        </button>
        <button type="button" className="button" onClick={askAnother}>
          {mail('signInOther')}
        </button>
      </div>
      <Problem attempt={asking} waitKey="askAgainIn" />
    </div>
  );
}

/** The address to which codes were asked for, and how often. */
function useAskedCode(gateway: SignInGateway) {
  const [asked, setAsked] = useState('');
  const [times, setTimes] = useState(0);
  const asking = useAttempt();
  const ask = async (email: string) => {
    setAsked(email);
    const isSent = await asking.run(async () => {
      await gateway.requestCode(email);
      return true;
    });
    if (isSent) setTimes((before) => before + 1);
  };
  const askAnother = () => {
    asking.forget();
    setTimes(0);
  };
  return { asked, times, asking, ask, askAnother };
}
