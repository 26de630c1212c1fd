import { useCallback, useEffect, useMemo, useRef } from 'react';

const REPEAT_MS = 3_000;

/** Tells that somebody writes: at most every three seconds, and when it ends. */
export function useTypingSignal(onTyping: (isTyping: boolean) => void) {
  const lastAt = useRef(0);
  const start = useCallback(() => {
    const now = Date.now();
    if (now - lastAt.current < REPEAT_MS) return;
    lastAt.current = now;
    onTyping(true);
  }, [onTyping]);
  const stop = useCallback(() => {
    if (lastAt.current === 0) return;
    lastAt.current = 0;
    onTyping(false);
  }, [onTyping]);
  useEffect(() => stop, [stop]);
  return useMemo(() => ({ start, stop }), [start, stop]);
}
