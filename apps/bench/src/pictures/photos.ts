import sharp from 'sharp';

const WIDTH = 4_000;
const HEIGHT = 3_000;

/** Photographs of 12 megapixels such as phones take, each unlike the others. */
export async function makePhotos(count: number): Promise<Buffer[]> {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  let grain = 1;
  for (let index = 0; index < WIDTH * HEIGHT; index += 1) {
    const [x, y] = [index % WIDTH, Math.floor(index / WIDTH)];
    grain = (grain * 1_103_515_245 + 12_345) % 2_147_483_648;
    const light = 120 + 60 * Math.sin(x / 97) + 50 * Math.cos((y + x / 3) / 61) + ((grain >> 16) % 16);
    pixels.set([light, light * 0.8 + 20, light * 0.6 + 30], index * 3);
  }
  const photos: Buffer[] = [];
  for (let index = 0; index < count; index += 1) {
    const photo = sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
    photos.push(
      await photo
        .modulate({ hue: (index * 360) / count })
        .jpeg({ quality: 90 })
        .toBuffer(),
    );
  }
  return photos;
}
