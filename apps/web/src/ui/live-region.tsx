import { useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';

/** One thing that was said; the key tells two with the same words apart. */
export interface Utterance {
  key: number;
  text: string;
}

/**
 * Says things to a screen reader. The words live in a closed shadow tree: they are for the ear alone, and whoever looks for
 * a text in the page, by eye or by program, finds the message itself and not its echo.
 */
export function LiveRegion({ utterances }: { utterances: readonly Utterance[] }) {
  const host = useRef<HTMLDivElement>(null);
  const made = useRef<ShadowRoot>(undefined);
  const [root, setRoot] = useState<ShadowRoot>();
  useLayoutEffect(() => {
    // A host takes a shadow tree once; the effect may run twice.
    made.current ??= host.current?.attachShadow({ mode: 'closed' });
    setRoot(made.current);
  }, []);
  return (
    <div ref={host} className="visually-hidden">
      {root &&
        createPortal(
          <div aria-live="polite" aria-relevant="additions">
            {utterances.map(({ key, text }) => (
              <p key={key}>{text}</p>
            ))}
          </div>,
          root,
        )}
    </div>
  );
}
