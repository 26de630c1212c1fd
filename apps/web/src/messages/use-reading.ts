import { useEffect } from 'react';

/** Reports the newest message as read while the window has the focus and the reader is at the end of the list. */
export function useReading(lastSeq: number | undefined, isAtBottom: boolean, onRead: (seq: number) => void): void {
  useEffect(() => {
    if (lastSeq === undefined || !isAtBottom) return undefined;
    const report = () => {
      if (document.visibilityState === 'visible' && document.hasFocus()) onRead(lastSeq);
    };
    report();
    window.addEventListener('focus', report);
    document.addEventListener('visibilitychange', report);
    return () => {
      window.removeEventListener('focus', report);
      document.removeEventListener('visibilitychange', report);
    };
  }, [lastSeq, isAtBottom, onRead]);
}
