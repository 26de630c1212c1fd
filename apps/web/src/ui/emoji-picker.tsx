import { useLocale } from '../i18n/locale-context.js';
import { Modal } from './modal.js';

const EMOJI = ['👍', '👎', '❤️', '😂', '😮', '😢', '🎉', '🙏', '👏', '🔥', '✅', '👀'];

/** A choice of emoji. */
export function EmojiPicker({ onChoose, onClose }: { onChoose: (emoji: string) => void; onClose: () => void }) {
  const { t } = useLocale();
  return (
    <Modal title={t('react')} closeLabel={t('close')} onClose={onClose}>
      <div className="form-buttons">
        {EMOJI.map((emoji) => (
          <button
            key={emoji}
            type="button"
            className="icon-button emoji-button"
            aria-label={t('reactWith', { emoji })}
            onClick={() => onChoose(emoji)}
          >
            {emoji}
          </button>
        ))}
      </div>
    </Modal>
  );
}
