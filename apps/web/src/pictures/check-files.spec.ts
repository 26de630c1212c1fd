import { describe, expect, it } from '@jest/globals';
import { enPictures } from '../i18n/en-pictures.js';
import { esPictures } from '../i18n/es-pictures.js';
import { createTranslator } from '../i18n/translate.js';
import { checkFiles } from './check-files.js';
import { buildFile } from './fake-upload-server.js';
import { formatSize, refusalOf } from './picture-words.js';

const limits = { uploadBytes: 10 * 1024 * 1024, attachmentsPerMessage: 3 };
const large = (name: string, type: string, mebibytes: number) => {
  const file = buildFile(name, type);
  Object.defineProperty(file, 'size', { value: mebibytes * 1024 * 1024 });
  return file;
};

describe('files that are chosen for a message', () => {
  it('takes the five kinds of pictures, by their type or else by their name', () => {
    const files = [
      buildFile('a.png', 'image/png'),
      buildFile('b.AVIF', ''),
      buildFile('c', 'image/gif'),
      buildFile('d.svg', 'image/svg+xml'),
      buildFile('e.txt', ''),
      buildFile('f.png', 'text/html'),
    ];
    const { taken, refused } = checkFiles(files, 0, limits);
    expect(taken.map(({ type }) => type)).toEqual(['image/png', 'image/avif', 'image/gif']);
    expect(refused.map(({ name, reason }) => [name, reason])).toEqual([
      ['d.svg', 'not_a_picture'],
      ['e.txt', 'not_a_picture'],
      ['f.png', 'not_a_picture'],
    ]);
  });

  it('refuses empty ones, too large ones, HEIC and those over the number, and lets the others go on', () => {
    const files = [
      buildFile('empty.png', 'image/png', 0),
      large('large.png', 'image/png', 11),
      buildFile('IMG_1.HEIC', ''),
      large('photo.heic', 'image/heic', 14),
      buildFile('one.png', 'image/png'),
      buildFile('two.png', 'image/png'),
    ];
    const { taken, refused } = checkFiles(files, 2, limits);
    expect(taken.map(({ file }) => file.name)).toEqual(['one.png']);
    expect(refused.map(({ reason }) => reason)).toEqual(['empty', 'too_large', 'heic', 'too_large', 'too_many']);
  });

  it('takes one of exactly the limit', () => {
    expect(checkFiles([large('exact.png', 'image/png', 10)], 0, limits).refused).toEqual([]);
  });
});

describe('the words for a file that is not taken', () => {
  const english = createTranslator({ locale: 'en', messages: enPictures });
  const spanish = createTranslator({ locale: 'es', messages: esPictures });

  it('says its name, its size and the limit', () => {
    const file = { name: 'photo.heic', bytes: 14 * 1024 * 1024, reason: 'too_large' as const };
    expect(refusalOf(english, file, limits)).toBe('photo.heic is 14 MB; the limit is 10 MB.');
    expect(refusalOf(spanish, file, limits)).toBe('photo.heic ocupa 14 MB; el límite es 10 MB.');
  });

  it('never says the limit itself of one that is a little over it', () => {
    expect(formatSize('en', limits.uploadBytes + 30_000)).not.toBe(formatSize('en', limits.uploadBytes));
  });
});
