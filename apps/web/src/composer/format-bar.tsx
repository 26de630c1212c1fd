import { type KeyboardEvent, type RefObject, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { keyLabels, shortcuts } from '../ui/shortcuts.js';
import { readStored, writeStored } from '../ui/storage.js';
import { applyEdit, type MarkId, markIds, toggleLines } from '../ui/text-edit.js';

const KEY = 'tertulia.format-bar';
const FENCE = '```';
const faces: Record<MarkId, string> = { bold: 'B', italic: 'I', strike: 'S', code: '<>' };
const lines = [
  { id: 'quote', prefix: '> ', face: '❝' },
  { id: 'bullets', prefix: '- ', face: '•' },
  // Its face is in the style sheet: as a text it would count as a name that the button does not have.
  { id: 'numbers', prefix: '1. ', face: '' },
] as const;

interface Props {
  box: RefObject<HTMLTextAreaElement | null>;
  onMark: (id: MarkId) => void;
}

/** Buttons for the marks of a text, with their keys; arrow keys go from one to the next. */
export function FormatBar({ box, onMark }: Props) {
  const { t } = useLocale();
  const change = (make: (text: string, from: number, to: number) => Parameters<typeof applyEdit>[1]) => {
    const element = box.current;
    if (element) applyEdit(element, make(element.value, element.selectionStart, element.selectionEnd));
  };
  return (
    <div className="format-bar" role="toolbar" tabIndex={-1} aria-label={t('formatting')} onKeyDown={moveFocus}>
      {markIds.map((id, index) => (
        <FormatButton
          key={id}
          name={t(`format_${id}`)}
          keys={keyLabels(shortcuts[id].keys[0]).join('+')}
          face={faces[id]}
          look={id}
          isFirst={index === 0}
          onPress={() => onMark(id)}
        />
      ))}
      <FormatButton name={t('format_block')} face="{ }" look="block" onPress={() => change(fence)} />
      {lines.map(({ id, prefix, face }) => (
        <FormatButton
          key={id}
          name={t(`format_${id}`)}
          face={face}
          look={id}
          onPress={() => change((text, from, to) => toggleLines(text, from, to, prefix))}
        />
      ))}
    </div>
  );
}

interface ButtonProps {
  name: string;
  keys?: string;
  face: string;
  look: string;
  isFirst?: boolean;
  onPress: () => void;
}

function FormatButton({ name, keys, face, look, isFirst, onPress }: ButtonProps) {
  return (
    <button
      type="button"
      className={`icon-button format-${look}`}
      aria-label={name}
      title={keys ? `${name} (${keys})` : name}
      tabIndex={isFirst ? 0 : -1}
      onClick={onPress}
    >
      <span aria-hidden="true">{face}</span>
    </button>
  );
}

/** Shows and hides the bar. */
export function FormatToggle({ isShown, onToggle }: { isShown: boolean; onToggle: () => void }) {
  const { t } = useLocale();
  return (
    <button
      type="button"
      className="icon-button format-toggle"
      aria-label={t('formatting')}
      title={t('formatting')}
      aria-expanded={isShown}
      onClick={onToggle}
    >
      <span aria-hidden="true">Aa</span>
    </button>
  );
}

/** Whether the bar is shown; remembered in this browser. */
export function useFormatBar() {
  const [isShown, setIsShown] = useState(() => readStored(KEY) === 'open');
  const toggle = () => {
    setIsShown(!isShown);
    writeStored(KEY, isShown ? null : 'open');
  };
  return { isShown, toggle };
}

function fence(text: string, from: number, to: number) {
  const before = from > 0 && text[from - 1] !== '\n' ? '\n' : '';
  const after = to < text.length && text[to] !== '\n' ? '\n' : '';
  const start = from + before.length + FENCE.length + 1;
  const insert = `${before}${FENCE}\n${text.slice(from, to)}\n${FENCE}${after}`;
  return { from, to, insert, selectFrom: start, selectTo: start + to - from };
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const index = buttons.findIndex((button) => button === document.activeElement);
  if (step === undefined || index < 0) return;
  buttons[(index + step + buttons.length) % buttons.length]?.focus();
  event.preventDefault();
}
