import { type FormEvent, useId, useState } from 'react';
import { failureCode, type FailureCode } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import type { TextKey } from '../i18n/translate.js';

interface Props {
  label: string;
  hint: string;
  /** What is kept now. */
  kept: string;
  prefix?: string;
  maxLength: number;
  autoComplete: string;
  problemOf: (text: string) => TextKey | undefined;
  refusalOf?: (code: FailureCode) => TextKey | undefined;
  save: (text: string) => Promise<void>;
}

/** A line of text that is kept by its button or Enter; what is wrong with it is said while it is written. */
export function TextSetting(props: Props) {
  const { label, hint, kept, prefix, maxLength, autoComplete, problemOf } = props;
  const { t } = useLocale();
  const id = useId();
  const { text, setText, isBusy, isSaved, refusal, submit } = useTextSetting(props);
  const problem = text === kept ? undefined : problemOf(text);
  const error = problem ? t(problem) : refusal;
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!problem && text !== kept) void submit();
  };
  return (
    <form className="text-setting" onSubmit={handleSubmit}>
      <label htmlFor={id}>{label}</label>
      <div className="text-setting-line">
        <span className="text-setting-box">
          {prefix && <span aria-hidden="true">{prefix}</span>}
          <input
            id={id}
            dir="auto"
            value={text}
            maxLength={maxLength}
            autoComplete={autoComplete}
            spellCheck={false}
            aria-invalid={error !== undefined}
            aria-describedby={`${id}-hint ${id}-error`}
            onChange={(event) => setText(event.target.value)}
          />
        </span>
        <button type="submit" className="button" disabled={isBusy || text === kept || problem !== undefined}>
          {t('save')}
        </button>
      </div>
      <p id={`${id}-hint`} className="page-hint">
        {hint}
      </p>
      <p id={`${id}-error`} className="field-error" role="alert">
        {error}
      </p>
      <p className="field-good" role="status">
        {isSaved && text === kept && t('saved')}
      </p>
    </form>
  );
}

function useTextSetting({ kept, refusalOf, save }: Props) {
  const { t } = useLocale();
  const [text, setTyped] = useState(kept);
  const [known, setKnown] = useState(kept);
  const [isBusy, setIsBusy] = useState(false);
  const [isSaved, setIsSaved] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  if (known !== kept) {
    // It changed, here or on another device; what is being written stays.
    setKnown(kept);
    if (text === known) setTyped(kept);
  }
  const setText = (next: string) => {
    setTyped(next);
    setRefusal(undefined);
    setIsSaved(false);
  };
  const submit = async () => {
    setIsBusy(true);
    setRefusal(undefined);
    try {
      await save(text);
      // The server's form of it counts, without spaces at its ends.
      setTyped(text.trim());
      setIsSaved(true);
    } catch (error) {
      const code = failureCode(error);
      const own = refusalOf?.(code);
      setRefusal(own ? t(own) : t('actionFailed', { reason: t(`error_${code}`) }));
    }
    setIsBusy(false);
  };
  return { text, setText, isBusy, isSaved, refusal, submit };
}
