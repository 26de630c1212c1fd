import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { type FailureCode, isPassing } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import { type MailTextKey, useMailTexts } from '../i18n/mail-texts.js';
import './mail.css';
import type { VerifyEmail } from './mail-gateway.js';
import { type Attempt, useAttempt } from './use-attempt.js';

interface Props {
  verify: VerifyEmail;
  /** Whether somebody is signed in here; who is not is led to the code, and not to becoming another guest. */
  isIn: boolean;
}

type Ending = 'done' | 'gone' | 'taken' | 'other' | 'noToken';

const endings: Record<Ending, { title: MailTextKey; text: MailTextKey }> = {
  done: { title: 'confirmDone', text: 'confirmDoneText' },
  gone: { title: 'confirmGone', text: 'confirmGoneText' },
  taken: { title: 'confirmTaken', text: 'confirmTakenText' },
  other: { title: 'confirmOther', text: 'confirmOtherText' },
  noToken: { title: 'confirmNoToken', text: 'confirmNoTokenText' },
};

/** What a refusal means for the link; nothing for one that may pass. */
function endingOf(code: FailureCode): Ending | undefined {
  if (isPassing(code)) return undefined;
  if (code === 'conflict') return 'taken';
  return code === 'forbidden' ? 'other' : 'gone';
}

/** One question and one button: nothing happens before it is pressed, because programs follow links too. */
export function ConfirmEmail({ verify, isIn }: Props) {
  const token = useFragmentToken();
  return <Question key={token} token={token} verify={verify} isIn={isIn} />;
}

function Question({ token, verify, isIn }: Props & { token: string }) {
  const { t } = useLocale();
  const mail = useMailTexts();
  const attempt = useAttempt();
  const [isDone, setIsDone] = useState(false);
  const confirm = async () => {
    const isConfirmed = await attempt.run(async () => {
      await verify(token);
      return true;
    });
    if (isConfirmed) setIsDone(true);
  };
  const ending = endingNow(token, isDone, attempt);
  if (ending) return <TheEnd ending={ending} isIn={isIn} hasFocus={ending !== 'noToken'} />;
  return (
    <div className="confirm-email">
      <h2>{mail('confirmQuestion')}</h2>
      <p>{mail('confirmText')}</p>
      <button
        type="button"
        className="button button-primary button-large"
        disabled={attempt.isBusy || attempt.secondsLeft > 0}
        onClick={() => void confirm()}
      >
        {mail(attempt.isBusy ? 'confirmBusy' : attempt.refusal ? 'confirmAgain' : 'confirmAction')}
      </button>
      <p className="field-error" role="alert">
        {attempt.refusal && mail('confirmFailed', { reason: t(`error_${attempt.refusal.code}`) })}
      </p>
    </div>
  );
}

function endingNow(token: string, isDone: boolean, { refusal }: Attempt): Ending | undefined {
  if (token === '') return 'noToken';
  return isDone ? 'done' : refusal && endingOf(refusal.code);
}

interface EndProps {
  ending: Ending;
  isIn: boolean;
  hasFocus: boolean;
}

/** How it ended, and the way on; the focus goes to its heading, as the button is gone. */
function TheEnd({ ending, isIn, hasFocus }: EndProps) {
  const mail = useMailTexts();
  const isSignIn = ending === 'taken' || !isIn;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (hasFocus) heading.current?.focus();
  }, [hasFocus]);
  return (
    <div className="confirm-email">
      <h2 ref={heading} tabIndex={-1}>
        {mail(endings[ending].title)}
      </h2>
      <p>{mail(endings[ending].text)}</p>
      <div className="mail-buttons">
        <Link href="/" className="button button-primary">
          {mail('confirmOpen')}
        </Link>
        <Link href={isSignIn ? '/sign-in' : '/settings/mail'} className="button">
          {mail(isSignIn ? 'elsewhereLink' : 'confirmSettings')}
        </Link>
      </div>
    </div>
  );
}

/** The token behind the `#` of the address. It goes from the address bar at once: neither the history nor a picture of the window shall hold it. */
function useFragmentToken(): string {
  const [token, setToken] = useState(readFragment);
  useLayoutEffect(() => {
    const take = () => {
      const found = readFragment();
      if (found === '') return;
      setToken(found);
      window.history.replaceState(window.history.state, '', window.location.pathname);
    };
    take();
    // The link of another mail, opened in the same tab.
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  return token;
}

function readFragment(): string {
  return window.location.hash.slice(1);
}
