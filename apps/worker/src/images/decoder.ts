import sharp from 'sharp';

/*
 * Whatever a file claims to be, only these five decoders ever see it: no SVG, PDF or TIFF, no ImageMagick, nothing by a file
 * name. One thread and no cache: pictures are made beside a chat.
 */
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadHeifBuffer',
  ],
});
sharp.concurrency(1);
sharp.cache(false);

export { sharp };
