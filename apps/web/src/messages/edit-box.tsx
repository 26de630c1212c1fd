import { limits, type Message } from '@tertulia/contract';
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { useUnsaved } from '../realtime/unsaved.js';
import { isComposing } from '../ui/shortcuts.js';
import { isInFence } from '../ui/text-edit.js';
import { useMarks } from '../ui/use-marks.js';

interface Props {
  message: Message;
  onSave: (message: Message, text: string) => void;
  onCancel: () => void;
}

/** Changes a message in its place: Enter saves, Escape leaves it as it was, after a question if something was changed. */
export function EditBox(props: Props) {
  const { t, plural } = useLocale();
  const ref = useRef<HTMLTextAreaElement>(null);
  const { text, setText, excess, isSavable, isAsking, save, cancel, goOn, handleKeyDown } = useEdit(ref, props);
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
      {isAsking ? (
        <DiscardQuestion onDiscard={props.onCancel} onGoOn={goOn} />
      ) : (
        <div className="edit-buttons">
          <button type="button" className="button" onClick={cancel}>
            {t('cancel')}
          </button>
          <button type="button" className="button button-primary" disabled={!isSavable} onClick={save}>
            {t('save')}
          </button>
        </div>
      )}
    </div>
  );
}

/** The changed text, and what the keys do with it. */
function useEdit(ref: RefObject<HTMLTextAreaElement | null>, { message, onSave, onCancel }: Props) {
  const [text, setText] = useState(message.text);
  const [isAsking, setIsAsking] = useState(false);
  useUnsaved(text.trim() !== message.text.trim());
  const { handleMarkKey } = useMarks(ref);
  useEffect(() => {
    ref.current?.focus();
    ref.current?.setSelectionRange(message.text.length, message.text.length);
  }, [ref, message.text]);
  const excess = text.trim().length - limits.textLength;
  const isSavable = text.trim() !== '' && excess <= 0;
  const save = () => {
    if (!isSavable) return;
    if (text.trim() === message.text) onCancel();
    else onSave(message, text.trim());
  };
  const cancel = () => {
    if (text.trim() === message.text.trim()) onCancel();
    else setIsAsking(true);
  };
  const goOn = () => {
    setIsAsking(false);
    ref.current?.focus();
  };
  const handleKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isComposing(event.nativeEvent)) return;
    if (handleMarkKey(event)) return event.stopPropagation();
    const { value, selectionStart } = event.currentTarget;
    const isMod = event.ctrlKey || event.metaKey;
    const isSave = event.key === 'Enter' && !event.shiftKey && (isMod || !isInFence(value, selectionStart));
    if (event.key === 'Escape') cancel();
    else if (isSave) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { text, setText, excess, isSavable, isAsking, save, cancel, goOn, handleKeyDown };
}

/** Takes the place of the buttons, so that nothing moves; Escape goes on with the edit. */
function DiscardQuestion({ onDiscard, onGoOn }: { onDiscard: () => void; onGoOn: () => void }) {
  const { t } = useLocale();
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onGoOn();
  };
  return (
    <div className="edit-buttons" role="alert" onKeyDown={handleKeyDown}>
      <span className="edit-question">{t('discardEdit')}</span>
      <button type="button" className="button" autoFocus onClick={onGoOn}>
        {t('keepEditing')}
      </button>
      <button type="button" className="button button-danger" onClick={onDiscard}>
        {t('discard')}
      </button>
    </div>
  );
}
