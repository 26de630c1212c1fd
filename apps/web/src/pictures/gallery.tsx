import type { Message } from '@tertulia/contract';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { formatInstant } from '../i18n/format-time.js';
import { usePictureTexts } from '../i18n/picture-texts.js';
import { Icon } from '../ui/icons.js';
import './gallery.css';
import { galleryOf, type GalleryPicture } from './gallery-pictures.js';
import { GalleryStage } from './gallery-stage.js';
import type { PictureWords } from './picture-words.js';

interface Props {
  /** The messages that are loaded, in their order. */
  messages: readonly Message[];
  /** The picture to begin with. */
  first: string;
  addressOf: (url: string) => string;
  onClose: () => void;
}

/**
 * Pictures at their full size over the room. It begins with the one that was pressed, counts within its message, and goes on
 * through the loaded part of the room. The browser keeps the focus inside and gives it back.
 */
export function Gallery({ messages, first, addressOf, onClose }: Props) {
  const words = usePictureTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const pictures = useMemo(() => galleryOf(messages), [messages]);
  const [at, setAt] = useState(() => pictures.findIndex(({ attachment }) => attachment.id === first));
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // What ends it is nearest at hand; the browser would take the first button.
    element?.querySelector<HTMLElement>('.gallery-close')?.focus();
    return () => element?.close();
  }, []);
  usePreload(pictures, at, addressOf);
  const picture = pictures[at];
  if (!picture) return null;
  const go = (to: number) => setAt(Math.max(0, Math.min(pictures.length - 1, to)));
  const handleKey = (event: KeyboardEvent) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: pictures.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <dialog
      ref={dialog}
      className="gallery"
      aria-label={words.t('gallery')}
      aria-describedby="gallery-caption"
      onClose={onClose}
      onKeyDown={handleKey}
    >
      <GalleryStage
        attachment={picture.attachment}
        words={words}
        addressOf={addressOf}
        onStep={(step) => go(at + step)}
      >
        <Bar picture={picture} words={words} addressOf={addressOf} onClose={() => dialog.current?.close()} />
      </GalleryStage>
      {pictures.length > 1 && (
        <>
          <Turn words={words} to="previous" isOff={at === 0} onPress={() => go(at - 1)} />
          <Turn words={words} to="next" isOff={at === pictures.length - 1} onPress={() => go(at + 1)} />
        </>
      )}
      <Caption picture={picture} words={words} />
    </dialog>
  );
}

interface PartProps {
  picture: GalleryPicture;
  words: PictureWords;
}

function Bar({ picture, words, addressOf, onClose }: PartProps & Pick<Props, 'addressOf' | 'onClose'>) {
  const { t } = words;
  const { attachment } = picture;
  return (
    <>
      <a
        className="icon-button"
        href={addressOf(attachment.url ?? '')}
        target="_blank"
        rel="noopener noreferrer"
        aria-label={t('original')}
        title={t('original')}
      >
        <Icon name="link" />
      </a>
      <button
        type="button"
        className="icon-button gallery-close"
        aria-label={t('close')}
        title={t('close')}

        onClick={onClose}
      >
        <Icon name="close" />
      </button>
    </>
  );
}

interface TurnProps {
  words: PictureWords;
  to: 'previous' | 'next';
  isOff: boolean;
  onPress: () => void;
}

/** At an end it stays where it is, so that the focus on it is not lost. */
function Turn({ words, to, isOff, onPress }: TurnProps) {
  const label = words.t(to);
  return (
    <button
      type="button"
      className={`gallery-turn gallery-${to}`}
      aria-label={label}
      title={label}
      aria-disabled={isOff}
      onClick={onPress}
    >
      <Icon name="back" />
    </button>
  );
}

/** Told anew with each picture. */
function Caption({ picture, words }: PartProps) {
  const { t, locale } = words;
  const { attachment, message, index, count } = picture;
  return (
    <div id="gallery-caption" className="gallery-caption" aria-live="polite">
      <p dir="auto">{attachment.alt || t('noDescription')}</p>
      <p>
        <strong dir="auto">{message.author.displayName}</strong>
        {' · '}
        <time dateTime={message.createdAt}>{formatInstant(locale, message.createdAt)}</time>
        {count > 1 && ` · ${t('place', { index, count })}`}
      </p>
    </div>
  );
}

/** The neighbours are there before they are asked for. */
function usePreload(pictures: readonly GalleryPicture[], at: number, addressOf: (url: string) => string): void {
  useEffect(() => {
    for (const neighbour of [pictures[at + 1], pictures[at - 1]]) {
      if (!neighbour?.attachment.url) continue;
      const image = new Image();
      image.src = addressOf(neighbour.attachment.url);
    }
  }, [pictures, at, addressOf]);
}
