import { limits, type Message } from '@tertulia/contract';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';

interface Props {
  message: Message;
  onSave: (message: Message, text: string) => void;
  onCancel: () => void;
}

/** Changes a message in its place: Enter saves, Escape leaves it as it was. */
export function EditBox({ message, onSave, onCancel }: Props) {
  const { t, plural } = useLocale();
  const [text, setText] = useState(message.text);
  const ref = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    ref.current?.focus();
    ref.current?.setSelectionRange(message.text.length, message.text.length);
  }, [message.text]);
  const excess = text.trim().length - limits.textLength;
  const isSavable = text.trim() !== '' && excess <= 0;
  const save = () => {
    if (!isSavable) return;
    if (text.trim() === message.text) onCancel();
    else onSave(message, text.trim());
  };
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') onCancel();
    else if (event.key === 'Enter' && !event.shiftKey) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="edit-box">
      <textarea
        ref={ref}
        value={text}
        rows={Math.min(8, text.split('\n').length)}
        aria-label={t('editLabel')}
        dir="auto"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={handleKeyDown}
      />
      {excess > 0 && <p className="field-error">{plural('tooLong', excess)}</p>}
      <div className="edit-buttons">
        <button type="button" className="button" onClick={onCancel}>
          {t('cancel')}
        </button>
        <button type="button" className="button button-primary" disabled={!isSavable} onClick={save}>
          {t('save')}
        </button>
      </div>
    </div>
  );
}
