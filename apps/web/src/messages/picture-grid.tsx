import type { Attachment, Message } from '@tertulia/contract';
import { type MouseEvent, type ReactNode, useContext, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { PictureContext } from './picture-context.js';

/** Whether things may move by themselves here. */
const stillness = window.matchMedia('(prefers-reduced-motion: reduce)');

interface Props {
  message: Message;
  /** The pictures that are there, and how many of them are shown. */
  ready: readonly Attachment[];
  shown: number;
}

/** The pictures of a message in their places; the last of many tells how many more there are. */
export default function PictureGrid({ message, ready, shown }: Props) {
  return ready
    .slice(0, shown)
    .map((attachment, index) => (
      <Picture
        key={attachment.id}
        message={message}
        attachment={attachment}
        place={{ index, count: ready.length }}
        hidden={index === shown - 1 ? ready.length - shown : 0}
      />
    ));
}

interface PictureProps {
  message: Message;
  attachment: Attachment;
  place: { index: number; count: number };
  /** So many more are behind it. */
  hidden: number;
}

function Picture({ message, attachment, place, hidden }: PictureProps) {
  const { t } = useLocale();
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<'loading' | 'loaded' | 'failed'>('loading');
  const motion = useMotion(attachment);
  const alt = attachment.alt ?? '';
  const retry = () => {
    setAttempt(attempt + 1);
    setState('loading');
  };
  if (state === 'failed') return <FailedPicture alt={alt} onRetry={retry} />;
  return (
    <div className="picture" {...motion.hover}>
      {state === 'loading' && <Placeholder source={attachment.placeholder} />}
      <PictureLink message={message} attachment={attachment} place={place}>
        <Image
          key={attempt}
          attachment={attachment}
          isMoving={motion.isMoving}
          onLoad={() => setState('loaded')}
          onError={() => setState('failed')}
        />
        {hidden > 0 && (
          <span className="picture-more" aria-hidden="true">
            +{hidden}
          </span>
        )}
      </PictureLink>
      {attachment.isAnimated && hidden === 0 && (
        <button
          type="button"
          className="picture-play"
          aria-label={t('playPicture')}
          aria-pressed={motion.isMoving}
          onClick={motion.toggle}
        >
          GIF
        </button>
      )}
    </div>
  );
}

/** In the place of a picture that could not be loaded: what it shows. */
function FailedPicture({ alt, onRetry }: { alt: string; onRetry: () => void }) {
  const { t } = useLocale();
  return (
    <div className="picture picture-failed">
      <p dir="auto">{alt || t('pictureFailed')}</p>
      <button type="button" className="text-button" onClick={onRetry}>
        {t('tryAgain')}
      </button>
    </div>
  );
}

interface LinkProps extends Pick<PictureProps, 'message' | 'attachment' | 'place'> {
  children: ReactNode;
}

/** A press shows the picture here; with another button or a key held it is a link as any other. */
function PictureLink({ message, attachment, place, children }: LinkProps) {
  const { t } = useLocale();
  const { addressOf, onOpen } = useContext(PictureContext);
  const { index, count } = place;
  const name = attachment.alt || t('picture');
  const handleClick = (event: MouseEvent) => {
    if (!onOpen || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onOpen(message, attachment);
  };
  return (
    <a
      href={addressOf(attachment.url ?? '')}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={count > 1 ? `${name}, ${t('pictureOf', { index: index + 1, count })}` : name}
      aria-haspopup={onOpen && 'dialog'}
      onClick={handleClick}
    >
      {children}
    </a>
  );
}

interface ImageProps {
  attachment: Attachment;
  isMoving: boolean;
  onLoad: () => void;
  onError: () => void;
}

function Image({ attachment, isMoving, onLoad, onError }: ImageProps) {
  const { addressOf } = useContext(PictureContext);
  const { url, thumbnailUrl, width, height } = attachment;
  const source = isMoving ? url : (thumbnailUrl ?? url);
  return (
    <img
      src={addressOf(source ?? '')}
      alt={attachment.alt ?? ''}
      width={width ?? undefined}
      height={height ?? undefined}
      loading="lazy"
      decoding="async"
      onLoad={({ currentTarget }) => void whenDrawable(currentTarget).then(onLoad)}
      onError={onError}
    />
  );
}

/** What was loaded is drawn a moment later; until then its place would be empty. */
async function whenDrawable(image: HTMLImageElement): Promise<void> {
  // Not everything that draws pages can say so, and what cannot be decoded is drawn as far as it goes.
  if ('decode' in image) await image.decode().catch(() => undefined);
}

/** A few pixels of the picture, until it is there. */
function Placeholder({ source }: { source: string | undefined }) {
  if (!source?.startsWith('data:image/')) return null;
  return <img className="picture-placeholder" src={source} alt="" />;
}

/** An animation stands still until somebody looks at it; where movement is not wished for, until it is asked for. */
function useMotion({ isAnimated }: Attachment) {
  const [isMoving, setIsMoving] = useState(false);
  if (!isAnimated) return { isMoving: false, hover: undefined, toggle: () => undefined };
  const begin = () => {
    if (!stillness.matches) setIsMoving(true);
  };
  const end = () => setIsMoving(false);
  const hover = { onMouseEnter: begin, onMouseLeave: end, onFocus: begin, onBlur: end };
  return { isMoving, hover, toggle: () => setIsMoving(!isMoving) };
}
