import type { Session } from '@tertulia/contract';
import { type FormEvent, useId, useRef, useState } from 'react';
import { type FailureCode, isPassing } from '../api/request-error.js';
import { type MailTextKey, useMailTexts } from '../i18n/mail-texts.js';
import type { SignInGateway } from './mail-gateway.js';
import { Problem } from './problem.js';
import { type Attempt, useAttempt } from './use-attempt.js';

interface Props {
  email: string;
  gateway: SignInGateway;
  onSignedIn: (session: Session) => void;
}

const CODE_LENGTH = 6;

/** The code of a mail, written or pasted with whatever stands between its digits. */
export function CodeForm(props: Props) {
  const mail = useMailTexts();
  const id = useId();
  const { field, code, setCode, isShort, attempt, submit } = useCode(props);
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  return (
    <form className="mail-form" noValidate onSubmit={handleSubmit}>
      <label htmlFor={id}>{mail('signInCode')}</label>
      <input
        ref={field}
        id={id}
        className="mail-input code-input"
        inputMode="numeric"
        autoComplete="one-time-code"
        spellCheck={false}
        dir="ltr"
        autoFocus
        value={code}
        aria-invalid={isShort || attempt.refusal !== undefined}
        aria-describedby={`${id}-hint ${id}-error`}
        onChange={(event) => setCode(event.target.value)}
      />
      <p id={`${id}-hint`} className="page-hint">
        {mail('signInCodeHint', { address: props.email })}
      </p>
      <Problem
        id={`${id}-error`}
        problem={isShort ? 'codeShort' : undefined}
        attempt={attempt}
        waitKey="tryAgainIn"
        textOf={codeText}
      />
      <div className="mail-buttons">
        <button type="submit" className="button button-primary" disabled={attempt.isBusy || attempt.secondsLeft > 0}>
          {mail('signInUse')}
        </button>
      </div>
    </form>
  );
}

/** What a refusal means for a code; passing troubles have their own words. */
function codeText(code: FailureCode): MailTextKey | undefined {
  if (code === 'rate_limited') return 'tooMany';
  return isPassing(code) ? undefined : 'codeWrong';
}

/** The digits, and signing in with them. */
function useCode({ email, gateway, onSignedIn }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const attempt = useAttempt();
  const [code, setDigits] = useState('');
  const [isShort, setIsShort] = useState(false);
  const setCode = (text: string) => {
    setDigits(text.replaceAll(/\D/g, '').slice(0, CODE_LENGTH));
    setIsShort(false);
    forgetUnlessWaiting(attempt);
  };
  const submit = async () => {
    setIsShort(code.length !== CODE_LENGTH);
    const session = code.length === CODE_LENGTH && (await attempt.run(() => gateway.useCode(email, code)));
    if (session) onSignedIn(session);
    else field.current?.focus();
  };
  return { field, code, setCode, isShort, attempt, submit };
}

function forgetUnlessWaiting({ refusal, forget }: Attempt): void {
  if (refusal?.until === undefined) forget();
}
