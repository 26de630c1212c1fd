import type { Delivery, Locale, Notification } from '@tertulia/contract';
import type { NotificationTexts } from '../i18n/en-notifications.js';
import { textsApart } from '../i18n/texts-apart.js';
import type { Translator } from '../i18n/translate.js';

/** Finds the texts of the notifications. */
export type Words = Translator<NotificationTexts>;

/** Fetches the texts of the notifications in one language. */
export async function loadNotificationTexts(locale: Locale): Promise<NotificationTexts> {
  if (locale === 'es') return (await import('../i18n/es-notifications.js')).esNotifications;
  if (locale === 'pt-BR') return (await import('../i18n/pt-br-notifications.js')).ptBrNotifications;
  return (await import('../i18n/en-notifications.js')).enNotifications;
}

/** The texts of the notifications in the language of the page. */
export const useWords = textsApart(loadNotificationTexts);

/** Such as `Ana mentioned you in #general`. */
export function sentenceOf({ t }: Words, { kind, room, message }: Notification): string {
  return t(kind, { name: message.author.displayName, room: `#${room.name}` });
}

/** What the server puts for a picture that nobody described. */
const PICTURE_SIGN = '🖼️';

/** What the message says, in short; a picture without words is named in the language of the page. */
export function excerptOf({ t }: Words, { message: { excerpt } }: Notification): string {
  return excerpt === '' || excerpt === PICTURE_SIGN ? t('picture') : excerpt;
}

/** Why one was told in this way. */
export function reasonOf({ t }: Words, { outcome, reason }: Delivery): string {
  return t(`why_${reason ?? outcome}`);
}

const steps = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;
const formats = new Map<string, Intl.RelativeTimeFormat>();

/** How long ago, in the largest unit that fits; a clock that is ahead says now. */
export function formatAgo(locale: string, instant: string, now: number): string {
  const format = formats.get(locale) ?? new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'long' });
  formats.set(locale, format);
  const seconds = Math.max(0, (now - Date.parse(instant)) / 1_000);
  const [unit, length] = steps.find(([, least]) => seconds >= least) ?? ['second', 1];
  return format.format(unit === 'second' ? 0 : -Math.floor(seconds / length), unit);
}
