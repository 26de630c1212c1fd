import type { Message } from '@tertulia/contract';
import { lazy, Suspense } from 'react';
import { boxOf, MOST_SHOWN } from '../ui/picture-boxes.js';

const PictureGrid = lazy(() => import('./picture-grid.js'));

/** The pictures of a message. Their place is as large before they, and the code that draws them, are loaded as after. */
export function Attachments({ message }: { message: Message }) {
  const ready = message.attachments.filter(({ status, url }) => status === 'ready' && url !== null);
  const [first] = ready;
  if (!first) return null;
  const shown = Math.min(ready.length, MOST_SHOWN);
  const { width, height } = boxOf(first);
  // Several have a place of one shape; one has its own.
  const style = shown === 1 ? { width, aspectRatio: `${width} / ${height}` } : undefined;
  return (
    <div className="attachments" data-shown={shown} style={style}>
      <Suspense>
        <PictureGrid message={message} ready={ready} shown={shown} />
      </Suspense>
    </div>
  );
}
