import { useEffect, useRef, useState } from 'react';
import { formatSince } from '../i18n/format-time.js';
import { useLocale } from '../i18n/locale-context.js';
import { useMailTexts } from '../i18n/mail-texts.js';
import { PageSection } from '../ui/page.js';
import { type ChoicesProps, useMailChoices } from './mail-saver.js';
import { pauses, pauseUntil } from './pause-until.js';

const pauseTexts = {
  hour: 'pauseHour',
  hours: 'pauseHours',
  tomorrow: 'pauseTomorrow',
  week: 'pauseWeek',
} as const;

/** The longest time that a browser can wait for. */
const LONGEST_MS = 2 ** 31 - 1;

/** No mail for a while. */
export function PauseSection({ person, saver }: ChoicesProps) {
  const { locale } = useLocale();
  const mail = useMailTexts();
  const { values, choose, errorOf } = useMailChoices(person, saver);
  const until = values.mailPausedUntil;
  const isPaused = useIsAhead(until);
  const place = useRef<HTMLDivElement>(null);
  const change = (instant: string | null) => {
    choose('mailPausedUntil', instant);
    // The button that was pressed goes away.
    place.current?.focus();
  };
  return (
    <PageSection title={mail('pauseTitle')} intro={mail('pauseIntro')}>
      <div ref={place} tabIndex={-1} className="mail-pause" role="group" aria-label={mail('pauseTitle')}>
        <p role="status" className="mail-paused">
          {isPaused && until && mail('pausedUntil', { when: formatSince(locale, until, Date.now()) })}
        </p>
        <div className="mail-buttons">
          {isPaused ? (
            <button type="button" className="button" onClick={() => change(null)}>
              {mail('pauseEnd')}
            </button>
          ) : (
            pauses.map((pause) => (
              <button
                key={pause}
                type="button"
                className="button"
                onClick={() => change(pauseUntil(pause, Date.now()))}
              >
                {mail(pauseTexts[pause])}
              </button>
            ))
          )}
        </div>
      </div>
      <p className="field-error" role="alert">
        {errorOf('mailPausedUntil')}
      </p>
    </PageSection>
  );
}

/** Whether an instant is still to come; draws again when it does. */
function useIsAhead(instant: string | null): boolean {
  const [now, setNow] = useState(() => Date.now());
  const left = instant === null ? 0 : Date.parse(instant) - now;
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => setNow(Date.now()), Math.min(left, LONGEST_MS));
    return () => clearTimeout(timer);
  }, [left]);
  return left > 0;
}
