import { usePictureTexts } from '../i18n/picture-texts.js';
import { boxOf } from '../ui/picture-boxes.js';
import { isPassingFailure, type Picture } from './picture.js';
import { PictureProgress } from './picture-progress.js';
import type { PictureWords } from './picture-words.js';
import './pictures.css';

/** What is known of a picture without its bytes. */
interface Place {
  id: string;
  name: string;
  alt: string;
  width: number | null;
  height: number | null;
}

interface Props {
  places: readonly Place[];
  find: (id: string) => Picture | undefined;
  /** The pictures of an earlier page were looked for. */
  isLoaded: boolean;
  isConnected: boolean;
  /** The message was given up for the sake of a picture. */
  isHeld: boolean;
  /** The text box is free, so that the message could be brought back into it. */
  canTakeBack: boolean;
  onRetry: () => void;
  onRemove: (ids: readonly string[]) => void;
  onTakeBack: () => void;
  onDelete: () => void;
  deleteLabel: string;
}

/** The pictures of a message that is on its way; the text is free meanwhile, and nothing of it is lost when one fails. */
export function PendingPictures(props: Props) {
  const words = usePictureTexts();
  const { t, plural } = words;
  const { places, find, isLoaded, isHeld } = props;
  const failed = places.filter(({ id }) => isFailed(find(id), isLoaded));
  const isRepeatable = failed.some(({ id }) => {
    const failure = find(id)?.failure;
    return failure && isPassingFailure(failure);
  });
  return (
    <div className="pending-pictures">
      <ul>
        {places.map((place) => (
          <PendingPicture key={place.id} {...props} place={place} words={words} />
        ))}
      </ul>
      {isHeld && failed.length > 0 && (
        <div className="message-state message-state-failed" data-state="failed">
          <span role="status">{plural('someFailed', failed.length)}</span>
          {isRepeatable && (
            <button type="button" className="text-button" onClick={props.onRetry}>
              {t('retry')}
            </button>
          )}
          <button type="button" className="text-button" onClick={() => props.onRemove(failed.map(({ id }) => id))}>
            {plural('sendWithout', failed.length)}
          </button>
          {props.canTakeBack && (
            <button type="button" className="text-button" onClick={props.onTakeBack}>
              {t('backToBox')}
            </button>
          )}
          <button type="button" className="text-button" onClick={props.onDelete}>
            {props.deleteLabel}
          </button>
        </div>
      )}
    </div>
  );
}

function PendingPicture({ place, words, ...props }: Props & { place: Place; words: PictureWords }) {
  const picture = props.find(place.id);
  const { width, height } = boxOf(place);
  const { t } = words;
  return (
    <li className="pending-picture" data-step={picture?.step}>
      <div className="picture" style={{ aspectRatio: `${width} / ${height}` }}>
        {picture && <img src={picture.preview} alt={place.alt} />}
      </div>
      {picture && <PictureProgress words={words} picture={picture} isConnected={props.isConnected} />}
      {!picture && props.isLoaded && <span className="picture-step">{t('failed_lost')}</span>}
      {isFailed(picture, props.isLoaded) && props.places.length > 1 && (
        <button
          type="button"
          className="text-button"
          aria-label={t('removePicture', { name: place.name })}
          onClick={() => props.onRemove([place.id])}
        >
          {t('remove')}
        </button>
      )}
    </li>
  );
}

function isFailed(picture: Picture | undefined, isLoaded: boolean): boolean {
  return picture ? picture.step === 'failed' : isLoaded;
}
