import { createHash } from 'node:crypto';
import { limits, type StoredPicture } from '@tertulia/contract';
import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { sharp } from './decoder.js';
import { formatOf, type PictureFormat } from './picture-format.js';
import { PictureRefused } from './picture-refused.js';

/** Longest side of a picture as it is stored. */
const LONGEST_SIDE = 4_096;
/** The timeline shows pictures in boxes of 360 × 420 CSS pixels; twice that is sharp on every screen. */
const THUMBNAIL = { width: 720, height: 840 } as const;
const PLACEHOLDER_SIDE = 16;
/** A PNG above this is a photograph that was saved as one; WebP keeps it at a tenth. */
const LARGE_PNG_BYTES = 2 * 1024 * 1024;

/** A file of the object store on its way there. */
export interface MadeFile {
  key: string;
  contentType: string;
  bytes: Buffer;
}

export interface MadePicture {
  picture: StoredPicture;
  files: [MadeFile, MadeFile];
}

interface Encoded {
  bytes: Buffer;
  width: number;
  height: number;
  contentType: StoredPicture['contentType'];
}

/**
 * Makes of the bytes that somebody sent a picture, a still thumbnail and a placeholder, each decoded and written anew: turned
 * upright, in sRGB, and without anything that is not pixels (EXIF, GPS, XMP, IPTC, profiles, comments, trailing bytes).
 * The same bytes give the same names.
 * @param deadlineSeconds after which decoding is given up.
 * @throws {PictureRefused} for what will never be a picture of ours.
 */
export async function processPicture(input: Buffer, deadlineSeconds: number): Promise<MadePicture> {
  const format = await formatOf(input);
  const head = await readHead(input);
  const isAnimated = format !== 'avif' && (head.pages ?? 1) > 1;
  const open = (animated: boolean) => decode(input, animated, deadlineSeconds);
  try {
    const encoded = await encode(() => open(isAnimated), format, isAnimated, head);
    const thumbnail = await encodeWebp(
      open(false).resize({ ...THUMBNAIL, fit: 'inside', withoutEnlargement: true }),
      80,
    );
    const placeholder = await encodeWebp(open(false).resize(PLACEHOLDER_SIDE, PLACEHOLDER_SIDE, { fit: 'inside' }), 20);
    await assertNothingButPixels([encoded.bytes, thumbnail.bytes]);
    const files: [MadeFile, MadeFile] = [toFile(encoded), toFile(thumbnail)];
    const { width, height, contentType } = encoded;
    return {
      picture: {
        key: files[0].key,
        thumbnailKey: files[1].key,
        contentType,
        bytes: encoded.bytes.length,
        width,
        height,
        isAnimated,
        placeholder: `data:image/webp;base64,${placeholder.bytes.toString('base64')}`,
      },
      files,
    };
  } catch (error) {
    throw new PictureRefused(isTimeout(error) ? 'failed' : 'damaged', { cause: error });
  }
}

/** Size and frames as the file declares them, before anything is decoded: a small file may declare a huge picture. */
async function readHead(input: Buffer): Promise<Metadata> {
  const head = await sharp(input, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw new PictureRefused('damaged', { cause: error });
    });
  const frames = head.pages ?? 1;
  if (frames > limits.pictureFrames) throw new PictureRefused('too_many_frames');
  if (head.width * head.height * frames > limits.picturePixels) throw new PictureRefused('too_many_pixels');
  return head;
}

function decode(input: Buffer, animated: boolean, seconds: number): Sharp {
  const options: SharpOptions = {
    animated,
    limitInputPixels: limits.picturePixels,
    failOn: 'error',
    sequentialRead: true,
  };
  const image = sharp(input, options).timeout({ seconds });
  // What moves has no orientation that anybody would write, and frames cannot be turned one by one.
  return (animated ? image : image.autoOrient()).toColourspace('srgb');
}

/**
 * A JPEG stays one; a PNG too unless it is a photograph; WebP and what moves become WebP. AVIF becomes WebP: a tenth of the
 * time to write, and every browser of the last years reads it.
 */
async function encode(
  open: () => Sharp,
  format: PictureFormat,
  isAnimated: boolean,
  { width, height }: Metadata,
): Promise<Encoded> {
  const isLarge = Math.max(width, height) > LONGEST_SIDE;
  const fitted = () => (isLarge ? open().resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside' }) : open());
  if (format === 'jpeg') {
    const made = await fitted().jpeg({ quality: 85, mozjpeg: true }).toBuffer({ resolveWithObject: true });
    return toEncoded(made, 'image/jpeg');
  }
  if (isAnimated || format === 'webp' || format === 'avif') return encodeWebp(fitted(), 85);
  const png = await fitted().png({ compressionLevel: 9 }).toBuffer({ resolveWithObject: true });
  return png.data.length > LARGE_PNG_BYTES ? encodeWebp(fitted(), 90) : toEncoded(png, 'image/png');
}

async function encodeWebp(image: Sharp, quality: number): Promise<Encoded> {
  return toEncoded(await image.webp({ quality, effort: 4 }).toBuffer({ resolveWithObject: true }), 'image/webp');
}

function toEncoded(
  { data, info }: { data: Buffer; info: { width: number; height: number; pageHeight?: number } },
  contentType: Encoded['contentType'],
): Encoded {
  return { bytes: data, width: info.width, height: info.pageHeight ?? info.height, contentType };
}

const EXTENSIONS = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'image/gif': 'gif' } as const;

/** Named by its content, so that an address never changes its meaning and may be cached for ever. */
function toFile({ bytes, contentType }: Encoded): MadeFile {
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { key: `media/${hash}.${EXTENSIONS[contentType]}`, contentType, bytes };
}

/** Sharp keeps nothing that it is not told to keep; this is for the day on which that changes. */
async function assertNothingButPixels(files: Buffer[]): Promise<void> {
  for (const file of files) {
    const { exif, xmp, iptc, icc, comments } = await sharp(file).metadata();
    if (exif || xmp || iptc || icc || comments?.length) throw new Error('A written picture holds more than pixels.');
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && /timeout/i.test(error.message);
}
