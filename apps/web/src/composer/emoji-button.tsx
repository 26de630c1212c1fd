import { lazy, Suspense, useRef } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { Icon } from '../ui/icons.js';

const EmojiPicker = lazy(() => import('../ui/emoji-picker.js'));

interface Props {
  isOpen: boolean;
  onToggle: (isOpen: boolean) => void;
  onChoose: (emoji: string) => void;
}

/** Opens the emoji picker; it is fetched when it is first wanted. */
export function EmojiButton({ isOpen, onToggle, onChoose }: Props) {
  const { t } = useLocale();
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        className="icon-button emoji-button"
        aria-label={t('emoji')}
        title={t('emoji')}
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        onClick={() => onToggle(!isOpen)}
      >
        <Icon name="smile" />
      </button>
      {isOpen && (
        <div className="composer-emoji">
          <Suspense fallback={<p className="emoji-loading">{t('emojiLoading')}</p>}>
            <EmojiPicker
              label={t('emoji')}
              onChoose={(emoji) => {
                onToggle(false);
                onChoose(emoji);
              }}
              onClose={() => {
                onToggle(false);
                button.current?.focus();
              }}
            />
          </Suspense>
        </div>
      )}
    </>
  );
}
