import type { Attachment } from '@tertulia/contract';
import { type ReactNode, useEffect, useState } from 'react';
import type { PictureWords } from './picture-words.js';
import { useFingers } from './use-fingers.js';

const STEP = 1.5;
const stillness = window.matchMedia('(prefers-reduced-motion: reduce)');

interface Props {
  attachment: Attachment;
  words: PictureWords;
  addressOf: (url: string) => string;
  onStep: (step: -1 | 1) => void;
  /** More buttons of the bar. */
  children: ReactNode;
}

/** One picture as large as fits, or larger; its small form is seen until it is there. */
export function GalleryStage({ attachment, words, addressOf, onStep, children }: Props) {
  const { t } = words;
  const { view, drag, zoom, handlers } = useFingers(attachment.id, onStep);
  const isStill = attachment.isAnimated === true && stillness.matches;
  const [playingId, setPlayingId] = useState<string>();
  const isPlaying = !isStill || playingId === attachment.id;
  useZoomKeys(zoom);
  const { scale, x, y } = view;
  return (
    <div className="gallery-stage">
      <div className="gallery-bar">
        {isStill && (
          <button
            type="button"
            className="button"
            aria-pressed={isPlaying}
            onClick={() => setPlayingId(isPlaying ? undefined : attachment.id)}
          >
            {t('play')}
          </button>
        )}
        <Zoom label={t('zoomOut')} icon="−" isOff={scale <= 1} onPress={() => zoom(1 / STEP)} />
        <Zoom label={t('zoomIn')} icon="+" isOff={false} onPress={() => zoom(STEP)} />
        {children}
      </div>
      <div className="gallery-place" data-large={scale > 1} {...handlers}>
        <div
          className="gallery-picture"
          data-moving={drag !== 0}
          style={{ transform: `translate(${x + drag}px, ${y}px) scale(${scale})` }}
        >
          <FullPicture
            key={attachment.id}
            attachment={attachment}
            words={words}
            addressOf={addressOf}
            isPlaying={isPlaying}
          />
        </div>
      </div>
    </div>
  );
}

/** Only one picture is shown at a time, and nothing else of the page hears a key meanwhile. */
function useZoomKeys(zoom: (factor: number) => void): void {
  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      const factor = { '+': STEP, '=': STEP, '-': 1 / STEP, '0': 0 }[event.key];
      if (factor === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      zoom(factor);
    };
    window.addEventListener('keydown', handleKey);
    return () => window.removeEventListener('keydown', handleKey);
  }, [zoom]);
}

interface PictureProps extends Pick<Props, 'attachment' | 'words' | 'addressOf'> {
  isPlaying: boolean;
}

function FullPicture({ attachment, words, addressOf, isPlaying }: PictureProps) {
  const [state, setState] = useState<'loading' | 'loaded' | 'failed'>('loading');
  const [attempt, setAttempt] = useState(0);
  const { t } = words;
  const { url, thumbnailUrl, placeholder, alt, width, height } = attachment;
  const small = thumbnailUrl === null ? placeholder : addressOf(thumbnailUrl);
  if (state === 'failed') {
    const retry = () => {
      setState('loading');
      setAttempt(attempt + 1);
    };
    return (
      <div className="gallery-failed" role="alert">
        <p>{t('notAvailable')}</p>
        <button type="button" className="button" onClick={retry}>
          {t('retry')}
        </button>
      </div>
    );
  }
  return (
    <div className="gallery-frame" style={{ maxWidth: width ?? 'none', maxHeight: height ?? 'none' }}>
      {state === 'loading' && small && <img className="gallery-small" src={small} alt="" />}
      {state === 'loading' && <span className="visually-hidden">{t('loading')}</span>}
      <img
        key={attempt}
        className="gallery-full"
        src={addressOf((isPlaying ? url : (thumbnailUrl ?? url)) ?? '')}
        alt={alt ?? ''}
        draggable={false}
        onLoad={() => setState('loaded')}
        onError={() => setState('failed')}
      />
    </div>
  );
}

interface ZoomProps {
  label: string;
  icon: string;
  isOff: boolean;
  onPress: () => void;
}

function Zoom({ label, icon, isOff, onPress }: ZoomProps) {
  return (
    <button
      type="button"
      className="icon-button gallery-zoom"
      aria-label={label}
      title={label}
      aria-disabled={isOff}
      onClick={onPress}
    >
      <span aria-hidden="true">{icon}</span>
    </button>
  );
}
