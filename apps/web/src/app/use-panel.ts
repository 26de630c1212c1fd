import { useCallback } from 'react';
import { useLocation, useSearch } from 'wouter';

const panels = ['members'] as const;
type Panel = (typeof panels)[number];

/** Kept with the entry of the history that opened the panel: closing it then is going back. */
const OPENED_HERE = { isPanel: true };

/** Which panel is open beside the room; the address says so, so that back, forward and a reload restore it. */
export function usePanel(): { panel: Panel | undefined; toggle: (panel: Panel) => void; close: () => void } {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const wanted = new URLSearchParams(search).get('panel');
  const panel = panels.find((candidate) => candidate === wanted);
  const close = useCallback(() => {
    const state: unknown = window.history.state;
    if (typeof state === 'object' && state !== null && 'isPanel' in state) window.history.back();
    else navigate(path, { replace: true });
  }, [path, navigate]);
  const toggle = useCallback(
    (next: Panel) => {
      if (next === panel) close();
      else navigate(`${path}?panel=${next}`, { state: OPENED_HERE, replace: panel !== undefined });
    },
    [panel, path, navigate, close],
  );
  return { panel, toggle, close };
}
