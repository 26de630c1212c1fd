import type { Locale } from '@tertulia/contract';

/** A Sunday. */
const SUNDAY = Date.UTC(2023, 0, 1);
const DAY_MS = 86_400_000;

/** The days of a week in the order and with the names of a language; 0 is Sunday. */
export function weekDays(locale: Locale): { day: number; name: string }[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const first = locale === 'es' ? 1 : 0;
  return [0, 1, 2, 3, 4, 5, 6].map((offset) => {
    const day = (first + offset) % 7;
    return { day, name: format.format(SUNDAY + day * DAY_MS) };
  });
}
