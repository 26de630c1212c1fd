import { useEffect } from 'react';
import type { Commands } from '../ui/commands.js';
import { isApple, isComposing, matchesShortcut, type ShortcutId, shortcutIds, shortcuts } from '../ui/shortcuts.js';

const everywhere = shortcutIds.filter((id) => shortcuts[id].scope === 'everywhere');

/**
 * The one listener for the shortcuts that work everywhere. What a part of the page has taken already, what an input method
 * composes, and what a text box needs for itself is left alone; a dialog keeps the keys to itself.
 *
 * Escape goes one step back. Parts offer it while they are shown and the one that came last is asked first, so the steps
 * are, by their places in the page: suggestions and pickers (opened last), the answer or edit that was begun (composer), the
 * panel (`PanelEscape`, between timeline and composer), and last the timeline, which marks as read and goes to the end.
 */
export function useKeyboard(commands: Commands): void {
  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isComposing(event) || document.querySelector('dialog[open]')) return;
      const id = everywhere.find((candidate) => matchesShortcut(event, candidate));
      if (id && !belongsToTextBox(event, id) && commands.run(id)) event.preventDefault();
    };
    // Below the document, where the composer listens for keys that are typed anywhere: a shortcut is not text.
    document.body.addEventListener('keydown', handleKey);
    return () => document.body.removeEventListener('keydown', handleKey);
  }, [commands]);
}

/** Whether a key writes or moves the cursor where it was pressed. */
function belongsToTextBox(event: KeyboardEvent, id: ShortcutId): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  const box = target.closest<HTMLInputElement | HTMLTextAreaElement>('input, textarea, select, [contenteditable]');
  if (!box) return false;
  // On a Mac these go from word to word.
  if ((id === 'back' || id === 'forward') && isApple()) return true;
  if (event.ctrlKey || event.metaKey || event.altKey || event.key === 'Escape' || /^F\d/.test(event.key)) return false;
  return event.key.length === 1 || box.value !== '';
}
