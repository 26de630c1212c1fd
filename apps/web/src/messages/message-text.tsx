import { memo, useMemo } from 'react';
import { findLinks } from './find-links.js';

/** A message's text: text nodes and links only. Direction follows the text, and overrides in it end with it. */
export const MessageText = memo(function MessageText({ text }: { text: string }) {
  const pieces = useMemo(() => findLinks(text), [text]);
  return (
    <p className="message-text" dir="auto">
      {pieces.map((piece, index) =>
        piece.href === undefined ? (
          piece.text
        ) : (
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow ugc">
            {piece.text}
          </a>
        ),
      )}
    </p>
  );
});
