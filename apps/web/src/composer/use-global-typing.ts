import { type RefObject, useEffect } from 'react';

/** Leads printable keys that are typed where no field has the focus into the composer. */
export function useGlobalTyping(box: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const handleKey = (event: globalThis.KeyboardEvent) => {
      if (
        event.key.length !== 1 ||
        event.key === ' ' ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        event.isComposing
      )
        return;
      if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
      const target = event.target instanceof HTMLElement ? event.target : document.body;
      if (target.closest('input, textarea, select, button, a, article, [contenteditable]')) return;
      // The browser then types the very key into what has the focus now.
      box.current?.focus();
    };
    document.addEventListener('keydown', handleKey);
    return () => document.removeEventListener('keydown', handleKey);
  }, [box]);
}
