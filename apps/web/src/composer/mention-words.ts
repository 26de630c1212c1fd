import type { MentionPreview, MessageHint, User } from '@tertulia/contract';
import type { Translator } from '../i18n/translate.js';

/** Whom a text would tell, in parts: who will be told, who is not in the room, who cannot be told. */
export function previewWords(preview: MentionPreview, { t, plural }: Translator): string[] {
  const { everyone, notified, outside, unreachable, omitted } = preview;
  const words: string[] = [];
  if (everyone && !everyone.isAllowed) words.push(t('everyoneRefused'));
  else if (everyone) words.push(t(`everyone_${everyone.kind}`, { count: everyone.count }));
  if (notified.length > 0) words.push(t('mentionsTold', { names: namesOf(notified) }));
  if (outside.length > 0) words.push(plural('mentionsOutside', outside.length, { names: namesOf(outside) }));
  if (unreachable.length > 0) words.push(plural('mentionsUnseen', unreachable.length, { names: namesOf(unreachable) }));
  if (omitted > 0) words.push(plural('mentionsOmitted', omitted));
  return words;
}

/** Who was named in a message and not told, in sentences for its author. */
export function hintWords(
  { unreachable, omitted, isEveryoneRefused }: MessageHint,
  { t, plural }: Translator,
): string[] {
  const words: string[] = [];
  if (unreachable.length > 0) words.push(plural('hintUnseen', unreachable.length, { names: namesOf(unreachable) }));
  if (omitted > 0) words.push(plural('hintOmitted', omitted));
  if (isEveryoneRefused) words.push(t('hintEveryone'));
  return words;
}

function namesOf(people: readonly User[]): string {
  return people.map(({ displayName }) => displayName).join(', ');
}
