import type { Picture } from './picture.js';
import { type PictureWords, stepOf } from './picture-words.js';

interface Props {
  words: PictureWords;
  picture: Picture;
  isConnected: boolean;
}

/** How far a picture is, in words and as a bar. */
export function PictureProgress({ words, picture, isConnected }: Props) {
  const { step, progress, name } = picture;
  const isUnderWay = step === 'sending' || step === 'looking';
  return (
    <span className="picture-step" data-step={step}>
      {isUnderWay && (
        <progress
          max={100}
          // How long the server looks is not known; its bar stands still rather than to pretend.
          value={step === 'sending' ? Math.floor(progress * 100) : 100}
          aria-label={words.t('progress', { name })}
        />
      )}
      <span>{stepOf(words, picture, isConnected)}</span>
    </span>
  );
}
