import { emailSchema } from '@tertulia/contract';
import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react';
import { type MailTextKey, useMailTexts } from '../i18n/mail-texts.js';
import { Problem } from './problem.js';
import type { Attempt } from './use-attempt.js';

interface Props {
  action: MailTextKey;
  hint?: MailTextKey;
  initial?: string;
  hasFocus?: boolean;
  attempt: Attempt;
  onEmail: (email: string) => void;
  /** Further buttons. */
  children?: ReactNode;
}

/** What is wrong with an address, as a text; nothing when it can be taken. */
export function emailProblem(text: string): MailTextKey | undefined {
  if (text.trim() === '') return 'addressEmpty';
  return emailSchema.safeParse(text).success ? undefined : 'addressBad';
}

/** One address and what to do with it; what is wrong is said when it is sent, and from then on while it is written. */
export function EmailForm({ action, hint, initial = '', hasFocus = false, attempt, onEmail, children }: Props) {
  const mail = useMailTexts();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(initial);
  const [isJudged, setIsJudged] = useState(false);
  const problem = isJudged ? emailProblem(text) : undefined;
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    const email = emailSchema.safeParse(text);
    setIsJudged(!email.success);
    if (email.success) onEmail(email.data);
    else field.current?.focus();
  };
  return (
    <form className="mail-form" noValidate onSubmit={handleSubmit}>
      <label htmlFor={id}>{mail('addressLabel')}</label>
      <input
        ref={field}
        id={id}
        className="mail-input"
        type="email"
        dir="ltr"
        autoComplete="email"
        spellCheck={false}
        autoFocus={hasFocus}
        value={text}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-hint ${id}-error`}
        onChange={(event) => {
          setText(event.target.value);
          if (attempt.refusal?.until === undefined) attempt.forget();
        }}
      />
      {hint && (
        <p id={`${id}-hint`} className="page-hint">
          {mail(hint)}
        </p>
      )}
      <Problem id={`${id}-error`} problem={problem} attempt={attempt} waitKey="askAgainIn" />
      <div className="mail-buttons">
        <button type="submit" className="button button-primary" disabled={attempt.isBusy || attempt.secondsLeft > 0}>
          {mail(action)}
        </button>
        {children}
      </div>
    </form>
  );
}
