// Photos to send in browser tests, made when they are needed.
import sharp from 'sharp';

const GPS = {
  IFD0: { Make: 'Tertulia', Model: 'Test camera', Orientation: '1' },
  IFD3: {
    GPSLatitudeRef: 'N',
    GPSLatitude: '38/1 42/1 5000/100',
    GPSLongitudeRef: 'W',
    GPSLongitude: '9/1 8/1 2000/100',
  },
};

/** A JPEG as a phone makes it: of a place, and with that place inside. `noise` makes it hard to compress, so that it is large. */
export async function photo({ width = 1_200, height = 800, hue = 20, noise = 0 } = {}) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="hsl(${hue} 70% 78%)"/><stop offset="1" stop-color="hsl(${hue + 40} 60% 45%)"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="${width * 0.7}" cy="${height * 0.3}" r="${height * 0.14}" fill="hsl(${hue + 20} 90% 88%)"/>
    <path d="M0 ${height * 0.75} L${width * 0.3} ${height * 0.45} L${width * 0.55} ${height * 0.8} L${width * 0.8} ${height * 0.55} L${width} ${height * 0.85} V${height} H0 Z" fill="hsl(${hue + 80} 35% 28%)"/>
  </svg>`;
  let image = sharp(Buffer.from(svg));
  if (noise > 0) {
    const grain = await sharp({
      create: { width, height, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: noise } },
    })
      .png()
      .toBuffer();
    image = image.composite([{ input: grain, blend: 'overlay' }]);
  }
  return image
    .jpeg({ quality: noise > 0 ? 98 : 85 })
    .withExif(GPS)
    .toBuffer();
}

/** An animation of two frames. */
export async function animation() {
  const [width, height] = [160, 120];
  const frame = (red) => Buffer.alloc(width * height * 3, Buffer.from([red, 90, 60]));
  return sharp(Buffer.concat([frame(40), frame(220)]), {
    raw: { width, height: height * 2, channels: 3, pageHeight: height },
  })
    .gif({ delay: [400, 400], loop: 0 })
    .toBuffer();
}

/** A file as Playwright gives it to an input. */
export const fileOf = (name, buffer, mimeType = 'image/jpeg') => ({ name, mimeType, buffer });
