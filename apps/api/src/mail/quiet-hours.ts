import type { QuietHours } from '@tertulia/contract';
import { DateTime } from 'luxon';

/** When the daily digest goes out, by the clock of the reader. */
const DIGEST_HOUR = 9;

/**
 * The end of the quiet hours that `now` lies in, or null outside of them. Times are those of a clock on the wall: where the
 * hour is changed in the night, the night is shorter or longer, and a time that does not exist is the next one that does.
 */
export function findQuietEnd(now: Date, hours: QuietHours | null): Date | null {
  if (!hours) return null;
  const local = DateTime.fromJSDate(now, { zone: hours.timeZone });
  if (!local.isValid) return null;
  // The stretch that began yesterday can last until today, and both can cover this moment: the later end counts.
  const ends = [-1, 0].flatMap((days) => {
    const day = local.startOf('day').plus({ days });
    if (!hours.days.includes(day.weekday % 7)) return [];
    const begin = atTime(day, hours.from);
    const end = atTime(hours.to > hours.from ? day : day.plus({ days: 1 }), hours.to);
    return begin <= local && local < end ? [end.toJSDate()] : [];
  });
  return ends.reduce<Date | null>((latest, end) => (latest && latest > end ? latest : end), null);
}

/** The first nine o'clock in the morning after an instant, in a time zone. */
export function nextDigestAt(after: Date, timeZone: string): Date {
  const local = DateTime.fromJSDate(after, { zone: timeZone });
  const known = local.isValid ? local : DateTime.fromJSDate(after, { zone: 'utc' });
  const today = known.startOf('day').set({ hour: DIGEST_HOUR });
  return (today > known ? today : known.plus({ days: 1 }).startOf('day').set({ hour: DIGEST_HOUR })).toJSDate();
}

function atTime(day: DateTime, time: string): DateTime {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return day.set({ hour, minute });
}
