import type { Translator } from '../i18n/translate.js';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}.${name}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, known);
  return known;
}

/** Hours and minutes of the reader's clock. */
export function formatTime(locale: string, instant: string): string {
  return format(locale, 'time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(Date.parse(instant));
}

/** The whole instant, for a tooltip. */
export function formatInstant(locale: string, instant: string): string {
  return format(locale, 'instant', { dateStyle: 'full', timeStyle: 'medium' }).format(Date.parse(instant));
}

/** Today, yesterday, or the weekday and date. */
export function formatDay({ locale, t }: Pick<Translator, 'locale' | 't'>, day: number, now: number): string {
  const today = new Date(now).setHours(0, 0, 0, 0);
  if (day === today) return t('today');
  if (day === new Date(today).setDate(new Date(today).getDate() - 1)) return t('yesterday');
  const isThisYear = new Date(day).getFullYear() === new Date(now).getFullYear();
  return format(locale, isThisYear ? 'day' : 'dayOfYear', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(!isThisYear && { year: 'numeric' }),
  }).format(day);
}

/** A date in words. */
export function formatDate(locale: string, instant: string): string {
  return format(locale, 'date', { dateStyle: 'long' }).format(Date.parse(instant));
}

/** An instant, as short as it can be understood: the time today, with the date on another day. */
export function formatSince(locale: string, instant: string, now: number): string {
  const at = Date.parse(instant);
  if (new Date(at).toDateString() === new Date(now).toDateString()) return formatTime(locale, instant);
  return format(locale, 'since', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}
