import type { Translator } from './translate.js';

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

/** A month with its year. */
export function formatMonth(locale: string, day: number): string {
  return format(locale, 'month', { month: 'long', year: 'numeric' }).format(day);
}

/** A date in words. */
export function formatDate(locale: string, instant: string): string {
  return format(locale, 'date', { dateStyle: 'long' }).format(Date.parse(instant));
}

/** The beginning of the day of an instant, on the reader's clock. */
export function startOfDay(instant: string | number): number {
  return new Date(instant).setHours(0, 0, 0, 0);
}

/** As short as it is clear: the time of today, yesterday, else the date. */
export function formatWhen(translator: Pick<Translator, 'locale' | 't'>, instant: string, now: number): string {
  const day = startOfDay(instant);
  if (day === startOfDay(now)) return formatTime(translator.locale, instant);
  if (day === startOfDay(startOfDay(now) - 1)) return translator.t('yesterday');
  const isThisYear = new Date(day).getFullYear() === new Date(now).getFullYear();
  return format(translator.locale, isThisYear ? 'short' : 'shortOfYear', {
    day: 'numeric',
    month: 'short',
    ...(!isThisYear && { year: 'numeric' }),
  }).format(day);
}

/** An instant, as short as it can be understood within a sentence: the time today, with the date on another day. */
export function formatSince(locale: string, instant: string, now: number): string {
  const at = Date.parse(instant);
  if (startOfDay(at) === startOfDay(now)) return formatTime(locale, instant);
  return format(locale, 'since', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}
