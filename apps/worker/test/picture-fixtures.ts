import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** Where the photograph of the fixtures was taken: nothing of it may be left. */
export const PLACE = { latitude: -33.4333, longitude: -70.65 };
export const SECRETS = ['Ana Camera 3000', 'taken at home', 'xmp-of-ana', 'hidden-trailer'];

const solid = (width: number, height: number, r = 200, g = 40, b = 30) =>
  sharp({ create: { width, height, channels: 3, background: { r, g, b } } });

/** A photograph as a phone takes it: turned by EXIF, with a place, a camera, XMP, a comment, and something behind its end. */
export async function photoWithGps(width = 320, height = 200): Promise<Buffer> {
  const jpeg = await halves(width, height)
    .jpeg({ quality: 90 })
    .withExif({
      IFD0: { Model: SECRETS[0] ?? '', ImageDescription: SECRETS[1] ?? '' },
      IFD3: {
        GPSLatitudeRef: 'S',
        GPSLatitude: '33/1 26/1 0/1',
        GPSLongitudeRef: 'W',
        GPSLongitude: '70/1 39/1 0/1',
      },
    })
    .withXmp(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="${SECRETS[2] ?? ''}"/></rdf:RDF></x:xmpmeta>`,
    )
    .toBuffer();
  const comment = Buffer.from(`place ${PLACE.latitude},${PLACE.longitude}`);
  const marker = Buffer.from([0xff, 0xfe, (comment.length + 2) >> 8, (comment.length + 2) & 0xff]);
  const withComment = Buffer.concat([jpeg.subarray(0, 2), marker, comment, jpeg.subarray(2)]);
  return Buffer.concat([withComment, Buffer.from('PK\u0003\u0004'), Buffer.from(SECRETS[3] ?? '')]);
}

/** The upper half red, the lower one blue, so that turning shows. */
export function halves(width: number, height: number): sharp.Sharp {
  const lower = { create: { width, height: Math.floor(height / 2), channels: 3, background: '#0000ff' } } as const;
  return solid(width, height, 255, 0, 0).composite([{ input: lower, gravity: 'south' }]);
}

/** The same picture stored in each of the eight ways that EXIF knows. */
export async function oriented(orientation: number): Promise<Buffer> {
  return halves(120, 80).jpeg({ quality: 95 }).withMetadata({ orientation }).toBuffer();
}

export async function animation(format: 'gif' | 'webp', frames: number, width = 60, height = 40): Promise<Buffer> {
  const pages = await Promise.all(
    // Each unlike the one before: encoders leave out frames in which nothing changes.
    Array.from({ length: frames }, (_none, index) =>
      solid(width, height, (index * 37) % 256, (index * 91) % 256, 90)
        .png()
        .toBuffer(),
    ),
  );
  const delay = pages.map(() => 80);
  const joined = sharp(pages, { join: { animated: true } });
  return format === 'gif' ? joined.gif({ delay }).toBuffer() : joined.webp({ delay }).toBuffer();
}

/** A PNG that declares a size and holds the given bytes of picture data. */
export function pngOf(width: number, height: number, data: Buffer): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([PNG_SIGNATURE, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([frame, body, sum]);
}

/** A PNG with texts and a private chunk, such as editors write. */
export async function pngWithTexts(): Promise<Buffer> {
  const png = await solid(40, 30).png().toBuffer();
  const texts = chunk('tEXt', Buffer.from(`Comment\0${SECRETS[1] ?? ''}`, 'latin1'));
  // Behind the head, which has a fixed length.
  return Buffer.concat([png.subarray(0, 33), texts, png.subarray(33)]);
}

/** A real bomb: few bytes that unfold to hundreds of megabytes. */
export const bomb = () => pngOf(12_000, 12_000, deflateSync(Buffer.alloc(12_000 * (12_000 * 3 + 1)), { level: 9 }));
export const declaredBomb = () => pngOf(50_000, 50_000, deflateSync(Buffer.alloc(100)));
export const bareHead = () => PNG_SIGNATURE;

/** A program to a browser that is told so, a picture to one that sniffs. */
export async function polyglot(): Promise<Buffer> {
  const gif = await solid(42, 20).gif().toBuffer();
  const script = Buffer.from('*/=1;alert("polyglot-script");//');
  const comment = Buffer.concat([Buffer.from([0x21, 0xfe, script.length]), script, Buffer.from([0])]);
  // Behind the head and its table of colours (GIF89a, 18 and 19).
  const flags = gif[10] ?? 0;
  const start = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  return Buffer.concat([gif.subarray(0, start), comment, gif.subarray(start), script]);
}
export const brokenPolyglot = () => Buffer.from('GIF89a/*  */=1;alert("polyglot-script")//');

export const svg = () =>
  Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
export const html = () => Buffer.from('<!doctype html><html><script>alert(1)</script></html>');
export const zip = () => Buffer.concat([Buffer.from([0x50, 0x4b, 0x05, 0x06]), Buffer.alloc(18)]);
export const tiff = () =>
  Buffer.from([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
