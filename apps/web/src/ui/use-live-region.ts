import { type RefObject, useCallback, useEffect, useRef } from 'react';

/** Sentences that stay in the page; a screen reader has long read those before. */
const MOST_KEPT = 6;

/**
 * A live region in a tree of its own. Its sentences repeat what the list shows: whoever reads the text of the page, by
 * selection or by program, finds each message once.
 */
export function useLiveRegion(host: RefObject<HTMLElement | null>): (text: string) => void {
  const region = useRef<HTMLElement>(undefined);
  useEffect(() => {
    if (region.current || !host.current) return;
    const element = document.createElement('div');
    element.setAttribute('aria-live', 'polite');
    element.setAttribute('aria-relevant', 'additions');
    host.current.attachShadow({ mode: 'closed' }).append(element);
    region.current = element;
  }, [host]);
  return useCallback((text: string) => {
    const { current } = region;
    if (!current) return;
    const line = document.createElement('p');
    line.textContent = text;
    current.append(line);
    while (current.childElementCount > MOST_KEPT) current.firstElementChild?.remove();
  }, []);
}
