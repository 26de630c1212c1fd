import type { FailureCode } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import { type MailTextKey, useMailTexts } from '../i18n/mail-texts.js';
import { clockOf } from '../ui/use-countdown.js';
import type { Attempt } from './use-attempt.js';

interface Props {
  id?: string;
  /** What is wrong with what was written; it comes before any refusal. */
  problem?: MailTextKey | undefined;
  attempt: Attempt;
  /** The words for a wait. */
  waitKey: 'askAgainIn' | 'tryAgainIn';
  /** Own words for some refusals. */
  textOf?: (code: FailureCode) => MailTextKey | undefined;
}

/** What is wrong, beside the field or button that it belongs to; a wait is counted down for the eye and said once. */
export function Problem({ id, problem, attempt, waitKey, textOf }: Props) {
  const { t } = useLocale();
  const mail = useMailTexts();
  const { refusal, secondsLeft } = attempt;
  const own = refusal && textOf?.(refusal.code);
  const isWait = !problem && refusal?.waitSeconds !== undefined;
  return (
    <p id={id} className="field-error" role="alert">
      {problem && mail(problem)}
      {!problem && refusal && !isWait && (own ? mail(own) : t('actionFailed', { reason: t(`error_${refusal.code}`) }))}
      {isWait && secondsLeft > 0 && (
        <>
          <span className="visually-hidden">{mail(waitKey, { time: clockOf(refusal.waitSeconds ?? 0) })}</span>
          <span aria-hidden="true">{mail(waitKey, { time: clockOf(secondsLeft) })}</span>
        </>
      )}
    </p>
  );
}
