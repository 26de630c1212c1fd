import { useLocale } from '../i18n/locale-context.js';
import { useToasts } from '../ui/toasts.js';
import { useWords } from './notification-texts.js';
import type { NotificationsStore } from './notifications-store.js';

/** Marks all as read, which can be undone for ten seconds. */
export function useMarkAll(store: NotificationsStore): () => Promise<void> {
  const { t } = useLocale();
  const words = useWords();
  const toasts = useToasts();
  return async () => {
    const readAt = await store.markAll();
    if (readAt === undefined) return;
    toasts.show({ text: words.t('markedAll'), action: { label: t('undo'), run: () => void store.restore(readAt) } });
  };
}
