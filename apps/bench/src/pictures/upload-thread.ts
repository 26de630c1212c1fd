import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import { Uploader } from './uploader.js';

/** People who send pictures, in a thread of their own: what they do is not to be in the way of what is measured. */
const orderSchema = z.object({
  url: z.string(),
  people: z.array(z.object({ token: z.string(), photo: z.instanceof(Uint8Array) })),
});

const { url, people } = z.parse(orderSchema, workerData);
const uploaders = people.map(({ token, photo }) => new Uploader(url, token, photo));
parentPort?.once('message', () => {
  for (const uploader of uploaders) uploader.stop();
});
await Promise.all(uploaders.map((uploader) => uploader.run()));
const count = (of: (uploader: Uploader) => number) => uploaders.reduce((sum, uploader) => sum + of(uploader), 0);
parentPort?.postMessage({ ready: count(({ ready }) => ready), rejected: count(({ rejected }) => rejected) });
