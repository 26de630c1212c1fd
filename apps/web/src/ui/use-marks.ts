import { type KeyboardEvent, type RefObject, useCallback } from 'react';
import { matchesShortcut } from './shortcuts.js';
import { applyEdit, type MarkId, markIds, toggleMark } from './text-edit.js';

/** The formatting keys of a text box, and the same for buttons. */
export function useMarks(box: RefObject<HTMLTextAreaElement | null>) {
  const mark = useCallback(
    (id: MarkId) => {
      const element = box.current;
      if (element) applyEdit(element, toggleMark(element.value, element.selectionStart, element.selectionEnd, id));
    },
    [box],
  );
  /** @returns whether the key was one of them. */
  const handleMarkKey = useCallback(
    (event: KeyboardEvent) => {
      const id = markIds.find((candidate) => matchesShortcut(event.nativeEvent, candidate));
      if (id === undefined) return false;
      event.preventDefault();
      mark(id);
      return true;
    },
    [mark],
  );
  return { mark, handleMarkKey };
}
