import { useEffect } from 'react';
import { Observable } from './observable.js';

/** How many texts on this page exist nowhere else: the page is not reloaded while there are any. */
export const unsaved = new Observable(0);

/** Counts a text as unsaved while the component is shown and says so. */
export function useUnsaved(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return undefined;
    unsaved.update((count) => count + 1);
    return () => unsaved.update((count) => count - 1);
  }, [isUnsaved]);
}
