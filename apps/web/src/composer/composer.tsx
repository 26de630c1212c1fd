import { isStorableText, type ReplyReference } from '@tertulia/contract';
import { type FormEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { Icon } from '../ui/icons.js';
import { useDraft } from './use-draft.js';
import { useGlobalTyping } from './use-global-typing.js';
import { useTypingSignal } from './use-typing-signal.js';

interface Props {
  roomId: string;
  roomName: string;
  textLength: number;
  replyTo: ReplyReference | null;
  onSend: (text: string) => void;
  onTyping: (isTyping: boolean) => void;
  onCancelReply: () => void;
  onEditLast: () => void;
}

const COUNTER_FROM = 500;

/** Where messages are written. Mounted anew for each room. */
export function Composer(props: Props) {
  const { t } = useLocale();
  const box = useRef<HTMLTextAreaElement>(null);
  const { roomName, replyTo, onCancelReply } = props;
  const { draft, left, isSendable, handleText, handleKeyDown, handleSubmit } = useWriting(box, props);
  useGlobalTyping(box);
  useGrowing(box, draft);
  useFocus(box, replyTo);
  return (
    <form className="composer" aria-label={t('messageLabel')} onSubmit={handleSubmit}>
      {replyTo && <ReplyBar replyTo={replyTo} onCancel={onCancelReply} />}
      <div className="composer-box">
        <textarea
          ref={box}
          value={draft}
          rows={1}
          dir="auto"
          aria-label={t('messageLabel')}
          aria-describedby="composer-limit"
          aria-invalid={left < 0}
          placeholder={t('messagePlaceholder', { room: roomName })}
          onChange={(event) => handleText(event.target.value)}
          onKeyDown={handleKeyDown}
        />
        <SendButton isSendable={isSendable} />
      </div>
      <Counter left={left} />
    </form>
  );
}

/** The draft, and what the keys do with it. */
function useWriting(box: React.RefObject<HTMLTextAreaElement | null>, props: Props) {
  const { roomId, textLength, replyTo, onSend, onTyping, onCancelReply, onEditLast } = props;
  const { draft, change, takeSent } = useDraft(roomId);
  const typing = useTypingSignal(onTyping);
  const left = textLength - draft.trim().length;
  const isSendable = draft.trim() !== '' && left >= 0 && isStorableText(draft);
  const send = () => {
    if (!isSendable) return;
    onSend(draft.trim());
    takeSent(draft);
    typing.stop();
  };
  const handleKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // The keys of an input method belong to it.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape' && replyTo) onCancelReply();
    const isSend = event.key === 'Enter' && !event.shiftKey;
    const isEdit = event.key === 'ArrowUp' && draft === '' && !event.shiftKey;
    if (!isSend && !isEdit) return;
    event.preventDefault();
    if (isSend) send();
    else onEditLast();
  };
  const handleText = (text: string) => {
    change(text);
    if (text.trim() === '') typing.stop();
    else typing.start();
  };
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    send();
    box.current?.focus();
  };
  return { draft, left, isSendable, handleText, handleKeyDown, handleSubmit };
}

function SendButton({ isSendable }: { isSendable: boolean }) {
  const { t } = useLocale();
  return (
    <button type="submit" className="send-button" aria-label={t('send')} title={t('send')} disabled={!isSendable}>
      <Icon name="send" />
    </button>
  );
}

function ReplyBar({ replyTo, onCancel }: { replyTo: ReplyReference; onCancel: () => void }) {
  const { t } = useLocale();
  return (
    <div className="reply-bar">
      <Icon name="reply" />
      <strong dir="auto">{t('replyingTo', { name: replyTo.author.displayName })}</strong>
      <span dir="auto">{replyTo.excerpt}</span>
      <button type="button" className="icon-button" aria-label={t('cancelReply')} onClick={onCancel}>
        <Icon name="close" />
      </button>
    </div>
  );
}

function Counter({ left }: { left: number }) {
  const { plural } = useLocale();
  const text = left < 0 ? plural('tooLong', -left) : plural('charactersLeft', left);
  return (
    <p id="composer-limit" className={`composer-limit${left < 0 ? ' field-error' : ''}`}>
      {left <= COUNTER_FROM ? text : ''}
    </p>
  );
}

/** The composer has the focus when a room is opened, and when an answer is begun. */
function useFocus(box: React.RefObject<HTMLTextAreaElement | null>, replyTo: ReplyReference | null): void {
  useEffect(() => {
    // On touch screens the keyboard would cover the room that was just opened.
    if (window.matchMedia('(hover: hover) and (pointer: fine)').matches) box.current?.focus();
  }, [box]);
  useEffect(() => {
    if (replyTo) box.current?.focus();
  }, [box, replyTo]);
}

/** One line high, and higher with its text; the style sheet sets the end at eight lines. */
function useGrowing(box: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [box, text]);
}
