import { useLocale } from '../i18n/locale-context.js';
import { formatDay } from '../i18n/format-time.js';

/** The line between two days; a press leads to another one. */
export function DayLine({ day, onDay }: { day: number; onDay: (day: number) => void }) {
  const locale = useLocale();
  const text = formatDay(locale, day, Date.now());
  return (
    <h2 className="day-line">
      <button
        type="button"
        aria-haspopup="dialog"
        aria-label={locale.t('dayAndJump', { day: text })}
        onClick={() => onDay(day)}
      >
        <span>{text}</span>
      </button>
    </h2>
  );
}

/** The line above the first message that was new. It takes no place of its own, so that nothing moves when it goes. */
export function NewLine() {
  const { t } = useLocale();
  return (
    <div className="new-line" role="separator" aria-label={t('newMessages')}>
      <span aria-hidden="true">{t('newMessages')}</span>
    </div>
  );
}
