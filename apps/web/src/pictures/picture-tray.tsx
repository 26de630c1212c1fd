import { usePictureTexts } from '../i18n/picture-texts.js';
import { Icon } from '../ui/icons.js';
import type { PictureLimits, RefusedFile } from './check-files.js';
import { isPassingFailure, type Picture } from './picture.js';
import { PictureProgress } from './picture-progress.js';
import { formatSize, type PictureWords, refusalOf } from './picture-words.js';
import './pictures.css';

interface Props {
  pictures: readonly Picture[];
  refused: readonly RefusedFile[];
  limits: PictureLimits;
  altLength: number;
  isConnected: boolean;
  onDescribe: (id: string, alt: string) => void;
  onRetry: (id: string) => void;
  onRemove: (id: string) => void;
  onDismiss: () => void;
}

/** The pictures of the draft above the text box, and the files that could not be taken. */
export function PictureTray(props: Props) {
  const words = usePictureTexts();
  const { pictures, refused, limits, onDismiss } = props;
  return (
    <div className="tray" role="group" aria-label={words.t('yourPictures')}>
      {refused.length > 0 && (
        <div className="tray-refused" role="alert">
          <ul>
            {refused.map((file, index) => (
              <li key={index} dir="auto">
                {refusalOf(words, file, limits)}
              </li>
            ))}
          </ul>
          <button type="button" className="icon-button" aria-label={words.t('dismiss')} onClick={onDismiss}>
            <Icon name="close" />
          </button>
        </div>
      )}
      {pictures.length > 0 && (
        <ul className="tray-list">
          {pictures.map((picture) => (
            <TrayItem key={picture.id} {...props} picture={picture} words={words} />
          ))}
        </ul>
      )}
      <p className="visually-hidden" role="status">
        {summaryOf(words, pictures)}
      </p>
    </div>
  );
}

function TrayItem({ picture, words, ...props }: Props & { picture: Picture; words: PictureWords }) {
  const { id, name, bytes, alt, preview, step, failure } = picture;
  const { t, locale } = words;
  const isRepeatable = step === 'failed' && failure !== null && isPassingFailure(failure);
  return (
    <li className="tray-item" data-step={step}>
      <img className="tray-thumb" src={preview} alt={alt} />
      <div className="tray-facts">
        <p className="tray-name">
          <span dir="auto">{name}</span>
          <span>{formatSize(locale, bytes)}</span>
        </p>
        <input
          type="text"
          dir="auto"
          value={alt}
          maxLength={props.altLength}
          aria-label={t('altLabel', { name })}
          placeholder={t('altHint')}
          onChange={(event) => props.onDescribe(id, event.target.value)}
          // The message is sent from the text box; here the key ends this line.
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.preventDefault();
          }}
        />
        <PictureProgress words={words} picture={picture} isConnected={props.isConnected} />
        {isRepeatable && (
          <button
            type="button"
            className="text-button"
            aria-label={t('retryPicture', { name })}
            onClick={() => props.onRetry(id)}
          >
            {t('retry')}
          </button>
        )}
      </div>
      <button
        type="button"
        className="icon-button tray-remove"
        aria-label={t('removePicture', { name })}
        title={t('remove')}
        onClick={() => props.onRemove(id)}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

/** One sentence for a screen reader, when all are there or some are not. */
function summaryOf({ plural }: PictureWords, pictures: readonly Picture[]): string {
  const failed = pictures.filter(({ step }) => step === 'failed').length;
  if (failed > 0) return plural('someFailed', failed);
  const isReady = pictures.length > 0 && pictures.every(({ step }) => step === 'ready');
  return isReady ? plural('allReady', pictures.length) : '';
}
