import type { Tag } from '@tertulia/contract';
import { useLocale } from '../i18n/locale-context.js';
import type { TextKey } from '../i18n/translate.js';
import { Icon, type IconName } from '../ui/icons.js';

/** The mark of a message with a prohibited word: a sign and a word, in the colour of everything that is said aside. */
export function WordMark({ tags }: { tags: readonly Tag[] }) {
  const { t } = useLocale();
  if (!tags.some(({ kind }) => kind === 'prohibited')) return null;
  return (
    <span className="message-tag">
      <Icon name="warning" />
      {t('tagProhibited')}
    </span>
  );
}

interface Mood {
  icon: IconName;
  label: TextKey;
}

const moods = new Map<string, Mood>([
  ['positive', { icon: 'smile', label: 'moodPositive' }],
  ['negative', { icon: 'frown', label: 'moodNegative' }],
]);

/** The mood of a message, if it was found to have one; shown to those who look closer, because most do not ask. */
export function moodOf(tags: readonly Tag[]): Mood | undefined {
  const [strongest] = tags
    .filter(({ kind }) => kind === 'sentiment')
    .toSorted((left, right) => (right.score ?? 0) - (left.score ?? 0));
  return strongest && moods.get(strongest.label);
}

/** The same as a small sign. */
export function MoodSign({ tags }: { tags: readonly Tag[] }) {
  const { t } = useLocale();
  const mood = moodOf(tags);
  if (!mood) return null;
  const label = t(mood.label);
  return (
    <span className="message-mood" role="img" aria-label={label} title={label}>
      <Icon name={mood.icon} />
    </span>
  );
}
