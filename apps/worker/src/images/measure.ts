/** Bytes and time of typical pictures: node apps/worker/dist/images/measure.js [rounds] */
import type { Sharp } from 'sharp';
import sharp from 'sharp';
import { processPicture } from './process-picture.js';

const rounds = Number(process.argv[2] ?? 3);

/** Sums of waves with grain: nearer to a photograph than one colour or noise alone, and the same in every run. */
function scene(width: number, height: number): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  let grain = 1;
  for (let index = 0; index < width * height; index += 1) {
    const [x, y] = [index % width, Math.floor(index / width)];
    grain = (grain * 1_103_515_245 + 12_345) % 2_147_483_648;
    const light = 120 + 60 * Math.sin(x / 97) + 50 * Math.cos((y + x / 3) / 61) + ((grain >> 16) % 16);
    pixels.set([light, light * 0.8 + 20, light * 0.6 + 30], index * 3);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

const samples: [string, () => Promise<Buffer>][] = [
  ['photo of a phone, 12 MP, JPEG', () => scene(4_000, 3_000).jpeg({ quality: 92 }).toBuffer()],
  ['photo, 2 MP, JPEG', () => scene(1_600, 1_200).jpeg({ quality: 85 }).toBuffer()],
  ['photo, 2 MP, PNG', () => scene(1_600, 1_200).png().toBuffer()],
  ['photo, 2 MP, WebP', () => scene(1_600, 1_200).webp().toBuffer()],
  ['photo, 2 MP, AVIF', () => scene(1_600, 1_200).avif({ effort: 2 }).toBuffer()],
  ['40 frames, 320 × 240, GIF', makeAnimation],
];

async function makeAnimation(): Promise<Buffer> {
  const frames = await Promise.all(
    Array.from({ length: 40 }, (_none, index) =>
      scene(400, 300)
        .extract({ left: index * 2, top: index, width: 320, height: 240 })
        .png()
        .toBuffer(),
    ),
  );
  return sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
}

for (const [name, build] of samples) {
  const input = await build();
  const times: number[] = [];
  let written = '';
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    const { picture, files } = await processPicture(input, 60);
    times.push(performance.now() - startedAt);
    written = `${picture.contentType} ${kilobytes(picture.bytes)}, thumbnail ${kilobytes(files[1].bytes.length)}`;
  }
  times.sort((left, right) => left - right);
  const median = times[Math.floor(times.length / 2)] ?? 0;
  console.log(`${name}: ${kilobytes(input.length)} → ${written}, ${Math.round(median)} ms`);
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1_024)} KiB`;
}
