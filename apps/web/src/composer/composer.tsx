import { type RefObject, useRef, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { useCommand } from '../ui/commands.js';
import { applyEdit } from '../ui/text-edit.js';
import { AttachButton } from './attach-button.js';
import { Counter, ReplyBar, SendButton } from './composer-parts.js';
import type { ComposerProps } from './composer-props.js';
import { EmojiButton } from './emoji-button.js';
import { FormatBar, FormatToggle, useFormatBar } from './format-bar.js';
import { MentionLine, MENTIONS_ID } from './mention-line.js';
import { LIST_ID, optionId, SuggestionList } from './suggestion-list.js';
import { useFocus, useGrowing } from './use-box.js';
import { useGlobalTyping } from './use-global-typing.js';
import { useSources } from './use-sources.js';
import { useSuggestions } from './use-suggestions.js';
import { useComposerKeys, useWriting } from './use-writing.js';

/** Where messages are written, or why nothing can be. Mounted anew for each room. */
export function Composer(props: ComposerProps) {
  const { t } = useLocale();
  if (props.room.archivedAt !== null) return <p className="composer composer-notice notice">{t('roomArchived')}</p>;
  return <WritingForm {...props} />;
}

function WritingForm(props: ComposerProps) {
  const { t } = useLocale();
  const box = useRef<HTMLTextAreaElement>(null);
  const { writing, suggestions, keys, hasEmoji, setHasEmoji } = useComposer(box, props);
  const format = useFormatBar();
  const { draft, replyTo, left } = writing;
  const { shown } = suggestions;
  return (
    <form className="composer" aria-label={t('messageLabel')} onSubmit={writing.handleSubmit}>
      {replyTo && <ReplyBar replyTo={replyTo} onCancel={writing.cancelReply} />}
      {shown && <SuggestionList items={shown.items} active={shown.active} onChoose={suggestions.accept} />}
      {props.pictures.tray}
      {format.isShown && <FormatBar box={box} onMark={keys.mark} />}
      <div className="composer-box">
        <FormatToggle isShown={format.isShown} onToggle={format.toggle} />
        <textarea
          ref={box}
          value={draft}
          rows={1}
          dir="auto"
          aria-label={t('messageLabel')}
          aria-describedby={`composer-limit ${MENTIONS_ID}`}
          aria-invalid={left < 0}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={shown && LIST_ID}
          aria-activedescendant={shown && optionId(shown.active)}
          placeholder={t('messagePlaceholder', { room: props.room.name })}
          onChange={(event) => {
            writing.handleText(event.target.value);
            suggestions.refresh();
          }}
          onSelect={suggestions.refresh}
          onBlur={suggestions.hide}
          onKeyDown={keys.handleKeyDown}
          onPaste={keys.handlePaste}
        />
        <AttachButton pictures={props.pictures} />
        <EmojiButton isOpen={hasEmoji} onToggle={setHasEmoji} onChoose={(emoji) => insertAtCaret(box, emoji)} />
        <SendButton isSendable={writing.isSendable} secondsLeft={writing.secondsLeft} />
      </div>
      <div className="composer-foot">
        <MentionLine told={writing.told} />
        <Counter left={left} />
      </div>
    </form>
  );
}

/** Everything the composer does, in the order in which Escape takes it back: suggestions, emoji, answer. */
function useComposer(box: RefObject<HTMLTextAreaElement | null>, props: ComposerProps) {
  const [hasEmoji, setHasEmoji] = useState(false);
  const writing = useWriting(box, props);
  const suggestions = useSuggestions(box, useSources(props));
  const stepBack = () => {
    if (suggestions.close()) return true;
    if (hasEmoji) setHasEmoji(false);
    else if (writing.replyTo) writing.cancelReply();
    else return false;
    return true;
  };
  const keys = useComposerKeys(box, props, {
    send: writing.send,
    stepBack,
    handleListKey: suggestions.handleListKey,
  });
  useCommand('escape', stepBack);
  useGlobalTyping(box);
  useGrowing(box, writing.draft);
  useFocus(box, writing.replyTo);
  return { writing, suggestions, keys, hasEmoji, setHasEmoji };
}

function insertAtCaret(box: RefObject<HTMLTextAreaElement | null>, insert: string): void {
  const element = box.current;
  if (!element) return;
  const [from, to] = [element.selectionStart, element.selectionEnd];
  applyEdit(element, { from, to, insert, selectFrom: from + insert.length, selectTo: from + insert.length });
}
