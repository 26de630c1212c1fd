import { type PictureType, pictureTypes } from '@tertulia/contract';

/** What the caller may send; told with `session:ready`. */
export interface PictureLimits {
  uploadBytes: number;
  attachmentsPerMessage: number;
}

/** A file that is not taken, and why; told before anything is sent. */
export interface RefusedFile {
  name: string;
  bytes: number;
  reason: 'too_large' | 'empty' | 'heic' | 'not_a_picture' | 'too_many';
}

/** A file that is taken, and what it is sent as. */
export interface TakenFile {
  file: File;
  type: PictureType;
}

const endings: Readonly<Record<string, PictureType>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  jfif: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
};

/** Tells pictures that can be sent from files that cannot; those that can do not wait for the others. */
export function checkFiles(
  files: readonly File[],
  present: number,
  { uploadBytes, attachmentsPerMessage }: PictureLimits,
): { taken: TakenFile[]; refused: RefusedFile[] } {
  const taken: TakenFile[] = [];
  const refused: RefusedFile[] = [];
  for (const file of files) {
    const type = typeOf(file);
    const refuse = (reason: RefusedFile['reason']) => refused.push({ name: file.name, bytes: file.size, reason });
    // An iPhone that is asked for JPEG makes one; a picture that was copied from it is still of this kind.
    if (/^image\/hei[cf]/.test(file.type) || /\.hei[cf]$/i.test(file.name))
      refuse(file.size > uploadBytes ? 'too_large' : 'heic');
    else if (type === undefined) refuse('not_a_picture');
    else if (file.size === 0) refuse('empty');
    else if (file.size > uploadBytes) refuse('too_large');
    else if (present + taken.length >= attachmentsPerMessage) refuse('too_many');
    else taken.push({ file, type });
  }
  return { taken, refused };
}

/** By what the browser says, or by its name where that says nothing. The server decodes it and believes neither. */
function typeOf({ type, name }: File): PictureType | undefined {
  if (type !== '') return pictureTypes.find((known) => known === type);
  return endings[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];
}
