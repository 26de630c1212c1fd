import type { ReplyReference } from '@tertulia/contract';
import { useLocale } from '../i18n/locale-context.js';
import { Icon } from '../ui/icons.js';

/** What a message answers to; a press shows it. */
export function ReplyLine({ reply, onShow }: { reply: ReplyReference; onShow: (reply: ReplyReference) => void }) {
  const { t } = useLocale();
  return (
    <button
      type="button"
      className="reply-line"
      aria-label={t('inReplyTo', { name: reply.author.displayName, excerpt: reply.excerpt })}
      onClick={() => onShow(reply)}
    >
      <Icon name="reply" />
      <strong dir="auto">{reply.author.displayName}</strong>
      <span dir="auto">{reply.excerpt}</span>
    </button>
  );
}
