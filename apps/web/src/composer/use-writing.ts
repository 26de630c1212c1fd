import { isStorableText } from '@tertulia/contract';
import { type ClipboardEvent, type FormEvent, type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import { isComposing, matchesShortcut } from '../ui/shortcuts.js';
import { applyEdit, isInFence } from '../ui/text-edit.js';
import { useCountdown } from '../ui/use-countdown.js';
import { useMarks } from '../ui/use-marks.js';
import type { ComposerProps } from './composer-props.js';
import { htmlToMarkdown } from './html-to-markdown.js';
import { readCommand } from './suggestions.js';
import { useFocusBack } from './use-box.js';
import { useDraft } from './use-draft.js';
import { useMentionPreview } from './use-mention-preview.js';
import { useTypingSignal } from './use-typing-signal.js';

const SHRUG = '¯\\_(ツ)_/¯';

type Box = RefObject<HTMLTextAreaElement | null>;

/** The draft, and what it becomes when it is sent. */
export function useWriting(box: Box, props: ComposerProps) {
  const { room, textLength, drafts, waitingUntil, pictures, commands, onCommand, onSend, onTyping } = props;
  const { draft, replyTo, change, takeSent, cancelReply } = useDraft(drafts, room.id);
  const typing = useTypingSignal(onTyping);
  const secondsLeft = useCountdown(waitingUntil);
  const { told, askBeforeSending } = useMentionPreview(draft, props);
  /** The question before sending is being answered. */
  const [isAsked, setIsAsked] = useState(false);
  useFocusBack(box, isAsked);
  const left = textLength - draft.trim().length;
  const isFit = (draft.trim() !== '' || pictures.count > 0) && left >= 0 && isStorableText(draft);
  const isSendable = isFit && secondsLeft === 0 && !isAsked;
  const finish = () => {
    takeSent(draft);
    typing.stop();
  };
  const deliver = async (text: string, question: Promise<boolean> | undefined) => {
    if (question) {
      setIsAsked(true);
      const isWanted = await question;
      setIsAsked(false);
      if (!isWanted) return;
    }
    onSend(text, replyTo);
    finish();
  };
  const send = () => {
    if (!isSendable) return;
    const [command, argument = ''] = readCommand(draft, commands) ?? [];
    if (command === undefined || command === 'shrug') {
      const text = command === undefined ? draft.trim() : `${argument} ${SHRUG}`.trim();
      void deliver(text, askBeforeSending(text));
      return;
    }
    onCommand(command, argument);
    finish();
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
  return { draft, replyTo, told, left, secondsLeft, isSendable, send, cancelReply, handleText, handleSubmit };
}

interface KeySteps {
  send: () => void;
  /** Takes one step back. @returns whether there was one. */
  stepBack: () => boolean;
  handleListKey: (event: KeyboardEvent) => boolean;
}

/** What the keys do in the composer, and what is pasted into it. */
export function useComposerKeys(box: Box, props: ComposerProps, steps: KeySteps) {
  const { mark, handleMarkKey } = useMarks(box);
  const isPlainPaste = useRef(false);
  const handleKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { nativeEvent, currentTarget } = event;
    // The keys of an input method belong to it.
    if (isComposing(nativeEvent)) return;
    isPlainPaste.current = matchesShortcut(nativeEvent, 'pastePlain');
    if (steps.handleListKey(event) || handleMarkKey(event)) return;
    const isEmpty = currentTarget.value === '';
    if (event.key === 'Escape') {
      if (!steps.stepBack()) return;
    } else if (isSendKey(event, props.sendWith)) steps.send();
    else if (isEmpty && matchesShortcut(nativeEvent, 'editLast')) props.onEditLast();
    else if (isEmpty && matchesShortcut(nativeEvent, 'replyToLast')) props.onReplyLast();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const handlePaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const element = event.currentTarget;
    const files = pastedPictures(event.clipboardData);
    if (files.length > 0) {
      event.preventDefault();
      props.pictures.onFiles(files);
      return;
    }
    const html = isPlainPaste.current ? '' : event.clipboardData.getData('text/html');
    const insert = html === '' || isInFence(element.value, element.selectionStart) ? undefined : htmlToMarkdown(html);
    if (insert === undefined) return;
    event.preventDefault();
    const [from, to] = [element.selectionStart, element.selectionEnd];
    applyEdit(element, { from, to, insert, selectFrom: from + insert.length, selectTo: from + insert.length });
  };
  return { mark, handleKeyDown, handlePaste };
}

/** A picture that was copied; a table or a text that brings a picture of itself along is meant as a text. */
function pastedPictures(data: DataTransfer): readonly File[] {
  return data.getData('text/plain') === '' ? [...(data.files ?? [])] : [];
}

/** Inside of open code a line ends with Enter; Ctrl or Cmd with it always sends. */
function isSendKey(event: KeyboardEvent<HTMLTextAreaElement>, sendWith: ComposerProps['sendWith']): boolean {
  if (event.key !== 'Enter' || event.shiftKey || event.altKey) return false;
  if (event.ctrlKey || event.metaKey) return true;
  const { value, selectionStart } = event.currentTarget;
  return sendWith === 'enter' && !isInFence(value, selectionStart);
}
