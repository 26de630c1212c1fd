import { describe, expect, it } from '@jest/globals';
import { limits } from '@tertulia/contract';
import exifr from 'exifr';
import sharp from 'sharp';
import * as fixtures from '../../test/picture-fixtures.js';
import { PictureRefused } from './picture-refused.js';
import { type MadePicture, processPicture } from './process-picture.js';

const make = (bytes: Buffer) => processPicture(bytes, 60);

async function reasonOf(bytes: Buffer): Promise<string> {
  const error: unknown = await make(bytes).then(
    () => 'made',
    (refusal: unknown) => refusal,
  );
  return error instanceof PictureRefused ? error.reason : String(error);
}

async function expectOnlyPixels({ files }: MadePicture): Promise<void> {
  for (const { bytes } of files) {
    const text = bytes.toString('latin1');
    for (const trace of [
      ...fixtures.SECRETS,
      'Exif',
      'GPS',
      'http://ns.adobe.com',
      '33.43',
      'ICC_PROFILE',
      'PK\u0003\u0004',
    ]) {
      expect(text).not.toContain(trace);
    }
    expect((await exifr.parse(bytes, true).catch(() => undefined)) ?? {}).not.toHaveProperty('latitude');
    const { exif, xmp, iptc, icc, comments, orientation } = await sharp(bytes).metadata();
    expect([exif, xmp, iptc, icc, comments, orientation]).toEqual([...Array<undefined>(6)]);
  }
}

async function colourAt(bytes: Buffer, left: number, top: number): Promise<number[]> {
  const pixel = sharp(bytes).removeAlpha().extract({ left, top, width: 1, height: 1 }).raw();
  return [...(await pixel.toBuffer())];
}

const isNear = (left: number[], right: number[]) =>
  left.every((value, index) => Math.abs(value - (right[index] ?? 0)) <= 12);

describe('a photograph with its place in it', () => {
  it('really has one before', async () => {
    const photo = await fixtures.photoWithGps();
    const { latitude, longitude } = await exifr.gps(photo);
    expect(latitude).toBeCloseTo(fixtures.PLACE.latitude, 3);
    expect(longitude).toBeCloseTo(fixtures.PLACE.longitude, 3);
    for (const secret of fixtures.SECRETS) expect(photo.toString('latin1')).toContain(secret);
  });

  it('keeps nothing but its pixels, in the picture and in the thumbnail', async () => {
    const made = await make(await fixtures.photoWithGps());
    expect(made.picture).toMatchObject({ width: 320, height: 200, contentType: 'image/jpeg', isAnimated: false });
    await expectOnlyPixels(made);
    expect(made.picture.placeholder.length).toBeLessThanOrEqual(limits.placeholderLength);
  });

  it('has the same names for the same bytes and other names for others', async () => {
    const [first, again, other] = [
      await make(await fixtures.photoWithGps()),
      await make(await fixtures.photoWithGps()),
      await make(await fixtures.photoWithGps(322)),
    ];
    expect(again.picture).toEqual(first.picture);
    expect(other.picture.key).not.toBe(first.picture.key);
  });
});

describe('turning upright', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('a picture stored in way %i', async (orientation) => {
    const made = await make(await fixtures.oriented(orientation));
    const isTurned = orientation > 4;
    expect([made.picture.width, made.picture.height]).toEqual(isTurned ? [80, 120] : [120, 80]);
    const shown = await sharp(await fixtures.oriented(orientation))
      .autoOrient()
      .png()
      .toBuffer();
    for (const file of made.files) {
      for (const [x, y] of [
        [3, 3],
        [made.picture.width - 4, made.picture.height - 4],
      ] as const) {
        expect(isNear(await colourAt(file.bytes, x, y), await colourAt(shown, x, y))).toBe(true);
      }
    }
    await expectOnlyPixels(made);
  });
});

describe('what each kind becomes', () => {
  const plain = () => sharp({ create: { width: 90, height: 60, channels: 3, background: '#336699' } });

  it.each([
    ['PNG', () => plain().png().toBuffer(), 'image/png'],
    ['JPEG', () => plain().jpeg().toBuffer(), 'image/jpeg'],
    ['WebP', () => plain().webp().toBuffer(), 'image/webp'],
    ['AVIF', () => plain().avif().toBuffer(), 'image/webp'],
    ['a GIF that stands still', () => plain().gif().toBuffer(), 'image/png'],
  ] as const)('%s', async (_name, bytes, contentType) => {
    const made = await make(await bytes());
    expect(made.picture).toMatchObject({ contentType, width: 90, height: 60, isAnimated: false });
    expect(made.picture.bytes).toBe(made.files[0].bytes.length);
    expect(isNear(await colourAt(made.files[0].bytes, 40, 30), [0x33, 0x66, 0x99])).toBe(true);
    await expectOnlyPixels(made);
  });

  it.each(['gif', 'webp'] as const)(
    'a moving %s goes on moving, and its thumbnail is its first frame',
    async (format) => {
      const made = await make(await fixtures.animation(format, 5));
      expect(made.picture).toMatchObject({ isAnimated: true, contentType: 'image/webp', width: 60, height: 40 });
      expect(await sharp(made.files[0].bytes).metadata()).toMatchObject({ pages: 5, delay: [80, 80, 80, 80, 80] });
      expect((await sharp(made.files[1].bytes).metadata()).pages ?? 1).toBe(1);
      expect(isNear(await colourAt(made.files[1].bytes, 20, 20), [0, 0, 90])).toBe(true);
      await expectOnlyPixels(made);
    },
  );

  it('a PNG that is a photograph becomes small', async () => {
    const noise = sharp({
      create: {
        width: 1_200,
        height: 1_000,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    });
    const made = await make(await noise.png().toBuffer());
    expect(made.picture.contentType).toBe('image/webp');
  });

  it('keeps what is see-through so', async () => {
    const png = await sharp({
      create: { width: 50, height: 50, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const made = await make(png);
    for (const { bytes } of made.files) expect(await sharp(bytes).metadata()).toMatchObject({ hasAlpha: true });
  });

  it('texts in a PNG are left out', async () => expectOnlyPixels(await make(await fixtures.pngWithTexts())));

  it('colours of print and of wide screens become those of every screen', async () => {
    const cmyk = await plain().toColourspace('cmyk').jpeg().toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    const wide = await plain().withIccProfile('p3').png().toBuffer();
    const deep = await plain().toColourspace('rgb16').png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    for (const bytes of [cmyk, wide, deep]) {
      const made = await make(bytes);
      expect(await sharp(made.files[0].bytes).metadata()).toMatchObject({ space: 'srgb', depth: 'uchar' });
      await expectOnlyPixels(made);
    }
    expect(isNear(await colourAt((await make(wide)).files[0].bytes, 9, 9), [0x33, 0x66, 0x99])).toBe(true);
  });

  it.each([
    ['one pixel', 1, 1],
    ['very high', 1, 5_000],
    ['very wide', 5_000, 1],
  ])('%s', async (_name, width, height) => {
    const made = await make(
      await sharp({ create: { width, height, channels: 3, background: '#123456' } })
        .png()
        .toBuffer(),
    );
    expect(Math.max(made.picture.width, made.picture.height)).toBeLessThanOrEqual(4_096);
    expect(Math.min(made.picture.width, made.picture.height)).toBe(1);
  });

  it('a large one is made smaller, in proportion', async () => {
    const { picture } = await make(
      await sharp({ create: { width: 6_000, height: 3_000, channels: 3, background: '#fff' } })
        .jpeg()
        .toBuffer(),
    );
    expect([picture.width, picture.height]).toEqual([4_096, 2_048]);
  });
});

describe('what is no picture of ours', () => {
  it.each([
    ['nothing', () => Buffer.alloc(0), 'empty'],
    ['a drawing that is a program (SVG)', fixtures.svg, 'unsupported'],
    ['a page', fixtures.html, 'not_a_picture'],
    ['a ZIP archive', fixtures.zip, 'not_a_picture'],
    ['a TIFF', fixtures.tiff, 'unsupported'],
    ['the first bytes of a PNG alone', fixtures.bareHead, 'not_a_picture'],
    ['the head of a PNG without a picture', () => fixtures.pngOf(10, 10, Buffer.alloc(0)), 'damaged'],
    ['a script that begins like a GIF', fixtures.brokenPolyglot, 'damaged'],
    ['a PNG that declares 50,000 × 50,000', fixtures.declaredBomb, 'too_many_pixels'],
    ['a PNG that unfolds to 430 MB', fixtures.bomb, 'too_many_pixels'],
    ['a program', () => Buffer.from('\u007fELF\u0002\u0001\u0001'), 'not_a_picture'],
  ])('%s', async (_name, bytes, reason) => expect(await reasonOf(bytes())).toBe(reason));

  it('a film of many frames, or of many pixels', async () => {
    expect(await reasonOf(await fixtures.animation('gif', limits.pictureFrames + 1, 8, 8))).toBe('too_many_frames');
    expect(await reasonOf(await fixtures.animation('gif', 50, 1_000, 900))).toBe('too_many_pixels');
  });

  it('a picture that ends in the middle', async () => {
    const [jpeg, png] = [await fixtures.photoWithGps(), await fixtures.halves(400, 300).png().toBuffer()];
    expect(await reasonOf(jpeg.subarray(0, Math.floor(jpeg.indexOf(Buffer.from([0xff, 0xda])) + 40)))).toBe('damaged');
    expect(await reasonOf(png.subarray(0, Math.floor(png.length / 2)))).toBe('damaged');
  });

  it('a picture that is a script too loses the script', async () => {
    const bytes = await fixtures.polyglot();
    expect(bytes.toString('latin1')).toContain('polyglot-script');
    const made = await make(bytes);
    for (const file of made.files) expect(file.bytes.toString('latin1')).not.toContain('polyglot-script');
  });
});

describe('beside a chat', () => {
  it('leaves the process free to do other things meanwhile', async () => {
    const photo = await sharp({
      create: {
        width: 3_000,
        height: 2_000,
        channels: 3,
        background: '#aaa',
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    })
      .jpeg()
      .toBuffer();
    let turns = 0;
    let isDone = false;
    const turn = () => {
      turns += 1;
      if (!isDone) setImmediate(turn);
    };
    turn();
    for (let round = 0; round < 2; round += 1) await make(photo);
    isDone = true;
    expect(turns).toBeGreaterThan(1_000);
  });
});
