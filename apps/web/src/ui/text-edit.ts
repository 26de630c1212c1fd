import type { ShortcutId } from './shortcuts.js';

/** A change of a text box: what takes the place of a stretch, and what is selected afterwards. */
export interface TextEdit {
  from: number;
  to: number;
  insert: string;
  selectFrom: number;
  selectTo: number;
}

/** The signs around marked text, by the shortcut that puts them there. */
export const markSigns = { bold: '**', italic: '_', strike: '~~', code: '`' } as const satisfies Partial<
  Record<ShortcutId, string>
>;
export type MarkId = keyof typeof markSigns;
export const markIds = Object.keys(markSigns) as MarkId[];

/** Puts the signs of a mark around the selection, or takes them away when they are there. */
export function toggleMark(text: string, from: number, to: number, mark: MarkId): TextEdit {
  const sign = markSigns[mark];
  const selected = text.slice(from, to);
  const { length } = sign;
  if (selected.length >= 2 * length && selected.startsWith(sign) && selected.endsWith(sign)) {
    const inner = selected.slice(length, selected.length - length);
    return { from, to, insert: inner, selectFrom: from, selectTo: from + inner.length };
  }
  if (from >= length && text.slice(from - length, from) === sign && text.slice(to, to + length) === sign)
    return { from: from - length, to: to + length, insert: selected, selectFrom: from - length, selectTo: to - length };
  // Signs beside a space would mark nothing.
  const lead = selected.length - selected.trimStart().length;
  const core = selected.trim();
  const begin = from + (core === '' ? 0 : lead);
  return {
    from: begin,
    to: begin + (core === '' ? selected.length : core.length),
    insert: sign + (core === '' ? selected : core) + sign,
    selectFrom: begin + length,
    selectTo: begin + length + (core === '' ? selected.length : core.length),
  };
}

/** Puts a sign in front of each selected line, or takes it away when all have it. */
export function toggleLines(text: string, from: number, to: number, prefix: string): TextEdit {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const found = text.indexOf('\n', to);
  const end = found === -1 ? text.length : found;
  const lines = text.slice(start, end).split('\n');
  const isMarked = lines.every((line) => line.startsWith(prefix));
  const insert = lines.map((line) => (isMarked ? line.slice(prefix.length) : prefix + line)).join('\n');
  return { from: start, to: end, insert, selectFrom: start + insert.length, selectTo: start + insert.length };
}

/** Whether a position is inside of a code block that is still open. */
export function isInFence(text: string, position: number): boolean {
  let isOpen = false;
  for (const line of text.slice(0, position).split('\n')) {
    if (isOpen) isOpen = !line.trimEnd().endsWith('```');
    else isOpen = line.startsWith('```') && !line.slice(3).includes('`');
  }
  return isOpen;
}

/** Changes a text box as if it were typed, so that the browser's own undo takes it back. */
export function applyEdit(box: HTMLTextAreaElement, edit: TextEdit): void {
  box.focus();
  box.setSelectionRange(edit.from, edit.to);
  if (!insertTyped(edit.insert)) {
    box.setRangeText(edit.insert, edit.from, edit.to, 'end');
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }
  box.setSelectionRange(edit.selectFrom, edit.selectTo);
}

/** Deprecated, but the one way that keeps the undo history of text boxes; every browser has it. */
function insertTyped(text: string): boolean {
  if (typeof document.execCommand !== 'function') return false;
  return text === '' ? document.execCommand('delete') : document.execCommand('insertText', false, text);
}
