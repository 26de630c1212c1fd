import { useLocale } from '../i18n/locale-context.js';
import { formatDay } from './format-time.js';

/** The line between two days. */
export function DayLine({ day }: { day: number }) {
  const locale = useLocale();
  return (
    <h2 className="day-line">
      <span>{formatDay(locale, day, Date.now())}</span>
    </h2>
  );
}
