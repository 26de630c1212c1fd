import type { ReplyReference } from '@tertulia/contract';
import { useLocale } from '../i18n/locale-context.js';
import { Icon } from '../ui/icons.js';
import { plainText } from './plain-text.js';

/** What a message answers to; a press shows it. */
export function ReplyLine({ reply, onShow }: { reply: ReplyReference; onShow: (reply: ReplyReference) => void }) {
  const { t } = useLocale();
  const excerpt = plainText(reply.excerpt);
  return (
    <button
      type="button"
      className="reply-line"
      aria-label={t('inReplyTo', { name: reply.author.displayName, excerpt })}
      onClick={() => onShow(reply)}
    >
      <Icon name="reply" />
      <strong dir="auto">{reply.author.displayName}</strong>
      <span dir="auto">{excerpt}</span>
    </button>
  );
}
