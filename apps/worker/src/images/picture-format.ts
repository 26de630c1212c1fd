import { fileTypeFromBuffer } from 'file-type';
import { PictureRefused } from './picture-refused.js';

/** What a picture is, by its first bytes. */
export type PictureFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'avif';

const FORMATS: Readonly<Record<string, PictureFormat>> = {
  'image/png': 'png',
  'image/apng': 'png',
  'image/jpeg': 'jpeg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
};

/** A drawing that is text: nothing that a type sniffer knows, and a program as much as a picture. */
const SVG = /<svg[\s>]/i;
const SNIFFED_BYTES = 4_096;

/**
 * The format by content; names and declared types are never looked at. That the rest is a picture too, only decoding shows.
 * @throws {PictureRefused} `empty`, `unsupported` for a picture of another kind, `not_a_picture`.
 */
export async function formatOf(bytes: Uint8Array): Promise<PictureFormat> {
  if (bytes.length === 0) throw new PictureRefused('empty');
  const type = await fileTypeFromBuffer(bytes).catch(() => undefined);
  const format = type && FORMATS[type.mime];
  if (format) return format;
  const isPicture = type?.mime.startsWith('image/') || isSvg(bytes);
  throw new PictureRefused(isPicture ? 'unsupported' : 'not_a_picture');
}

function isSvg(bytes: Uint8Array): boolean {
  return SVG.test(Buffer.from(bytes.subarray(0, SNIFFED_BYTES)).toString('latin1'));
}
