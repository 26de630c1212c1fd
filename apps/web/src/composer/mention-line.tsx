import { useLocale } from '../i18n/locale-context.js';
import type { Told } from './mention-previews.js';
import { previewWords } from './mention-words.js';

export const MENTIONS_ID = 'composer-mentions';

/**
 * Whom the text would tell, in a place of its own under the box. It describes the box, so that it can be heard on demand, and
 * interrupts nobody who writes.
 */
export function MentionLine({ told: { preview, isStale } }: { told: Told }) {
  const locale = useLocale();
  const parts = preview ? previewWords(preview, locale) : [];
  return (
    <p
      id={MENTIONS_ID}
      className={`composer-mentions${isStale ? ' composer-mentions-stale' : ''}`}
      dir="auto"
      aria-live="off"
      title={parts.join(' · ')}
    >
      {parts.map((part, index) => (
        <span key={part}>{index === 0 ? part : ` · ${part}`}</span>
      ))}
    </p>
  );
}
