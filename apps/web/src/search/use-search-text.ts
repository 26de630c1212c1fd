import { useCallback, useEffect, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { askable } from './search-query.js';

const PAUSE_MS = 300;

/** The address of a search. */
export function searchAddress(query: string): string {
  return query === '' ? '/search' : `/search?${new URLSearchParams({ q: query })}`;
}

/** The text of the box and the search in the address: the address follows the typing after a pause, and the box follows the address. */
export function useSearchText() {
  const [, navigate] = useLocation();
  const [parameters] = useSearchParams();
  const asked = parameters.get('q')?.trim() ?? '';
  const [text, setText] = useState(asked);
  const [followed, setFollowed] = useState(asked);
  if (asked !== followed) {
    // Back, forward, or a link: what is typed is only replaced when it says something else.
    setFollowed(asked);
    if (askable(text) !== askable(asked)) setText(asked);
  }
  const wanted = askable(text);
  const search = useCallback((query: string) => navigate(searchAddress(query), { replace: true }), [navigate]);
  useEffect(() => {
    if (wanted === askable(asked)) return undefined;
    const timer = setTimeout(() => search(wanted), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted, asked, search]);
  const searchNow = (next: string) => {
    setText(next);
    search(askable(next));
  };
  return { text, setText, query: askable(asked), searchNow };
}
