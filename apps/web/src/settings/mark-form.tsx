import { limits } from '@tertulia/contract';
import { type FormEvent, useId, useState } from 'react';
import { failureCode } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import { passphraseProblem } from './name-problem.js';

interface Props {
  mark: string | undefined;
  setMark: (passphrase: string | null) => Promise<void>;
}

/** A passphrase in, a mark out; the passphrase is forgotten as soon as it is sent. */
export function MarkForm({ mark, setMark }: Props) {
  const { t } = useLocale();
  const [passphrase, setPassphrase] = useState('');
  const [isShown, setIsShown] = useState(false);
  const { change, isBusy, error } = useMarkChange(setMark, () => setPassphrase(''));
  const problem = passphrase === '' ? undefined : passphraseProblem(passphrase);
  const id = useId();
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (passphrase !== '' && !problem) void change(passphrase);
  };
  return (
    <form className="text-setting" onSubmit={handleSubmit}>
      <MarkNow mark={mark} />
      <label htmlFor={id}>{t('passphrase')}</label>
      <div className="text-setting-line">
        <span className="text-setting-box">
          <input
            id={id}
            type={isShown ? 'text' : 'password'}
            value={passphrase}
            maxLength={limits.passphraseLength}
            autoComplete="off"
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}-hint ${id}-error`}
            onChange={(event) => setPassphrase(event.target.value)}
          />
          <button type="button" className="text-button" aria-pressed={isShown} onClick={() => setIsShown(!isShown)}>
            {t('showPassphrase')}
          </button>
        </span>
        <button type="submit" className="button" disabled={isBusy || passphrase === '' || problem !== undefined}>
          {mark ? t('markChange') : t('markMake')}
        </button>
      </div>
      <p id={`${id}-hint`} className="page-hint">
        {t('passphraseHint')}
      </p>
      <p id={`${id}-error`} className="field-error" role="alert">
        {problem ? t(problem) : error}
      </p>
      {mark && (
        <button type="button" className="button mark-remove" disabled={isBusy} onClick={() => void change(null)}>
          {t('markRemove')}
        </button>
      )}
    </form>
  );
}

function MarkNow({ mark }: { mark: string | undefined }) {
  const { t } = useLocale();
  return (
    <div className="mark-now" role="status">
      {mark ? (
        <>
          <span>{t('markNow')}</span> <span className="mark-chip">{mark}</span>
        </>
      ) : (
        <span>{t('markNone')}</span>
      )}
    </div>
  );
}

function useMarkChange(setMark: Props['setMark'], onDone: () => void) {
  const { t } = useLocale();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<string>();
  const change = async (passphrase: string | null) => {
    setIsBusy(true);
    setError(undefined);
    try {
      await setMark(passphrase);
      onDone();
    } catch (failure) {
      setError(t('actionFailed', { reason: t(`error_${failureCode(failure)}`) }));
    }
    setIsBusy(false);
  };
  return { change, isBusy, error };
}
