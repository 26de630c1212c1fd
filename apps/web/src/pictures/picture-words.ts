import type { PictureTexts } from '../i18n/en-pictures.js';
import { formatTime } from '../i18n/format-time.js';
import type { Translator } from '../i18n/translate.js';
import type { PictureLimits, RefusedFile } from './check-files.js';
import type { Picture, PictureFailure } from './picture.js';

/** Finds the texts of pictures. */
export type PictureWords = Translator<PictureTexts>;

const KIB = 1_024;

/** Such as `14 MB`, in the manner of the language; what is over a limit never reads like the limit. */
export function formatSize(locale: string, bytes: number): string {
  const unit = bytes >= KIB * KIB ? 'megabyte' : bytes >= KIB ? 'kilobyte' : 'byte';
  const value = bytes / { megabyte: KIB * KIB, kilobyte: KIB, byte: 1 }[unit];
  const maximumFractionDigits = unit === 'megabyte' && value < 100 ? (value % 1 < 0.1 && value % 1 > 0 ? 2 : 1) : 0;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits }).format(
    value,
  );
}

/** Why a file is not taken, with its name and size. */
export function refusalOf(
  { t, locale }: PictureWords,
  { name, bytes, reason }: RefusedFile,
  limits: PictureLimits,
): string {
  return t(`refused_${reason}`, {
    name,
    size: formatSize(locale, bytes),
    limit: formatSize(locale, limits.uploadBytes),
    most: limits.attachmentsPerMessage,
  });
}

/** How far a picture is, or why it cannot be sent. */
export function stepOf(words: PictureWords, picture: Picture, isConnected: boolean): string {
  const { t, locale } = words;
  const { step, failure, progress, waitingUntil } = picture;
  if (step === 'failed') return t(failureKey(failure));
  if (step === 'sending') return t('step_sending', { percent: Math.floor(progress * 100) });
  if (step !== 'waiting') return t(`step_${step}`);
  if (waitingUntil !== null) return t('goesOnAt', { time: formatTime(locale, new Date(waitingUntil).toISOString()) });
  return t(isConnected ? 'step_waiting' : 'step_offline');
}

const told = [
  'unreachable',
  'stalled',
  'slow',
  'unavailable',
  'rate_limited',
  'too_large',
  'unsupported',
  'not_a_picture',
  'damaged',
  'empty',
  'too_many_pixels',
  'too_many_frames',
  'lost',
  'forbidden',
] as const;

function failureKey(failure: PictureFailure | null): `failed_${(typeof told)[number] | 'other'}` {
  const reason = failure === 'unsupported_media' ? 'unsupported' : failure;
  return `failed_${told.find((known) => known === reason) ?? 'other'}`;
}
