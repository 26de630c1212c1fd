import { parseWorkerEnvironment } from '../environment.js';
import { makePictureHandler } from '../handlers/picture.js';
import { ResultsClient } from '../results/results-client.js';
import { openStore } from '../runtime/open-store.js';
import { createWorkerLog } from '../runtime/worker-log.js';
import { functionOf } from './function-of.js';

/** The queue with the events of the bucket. */
export const handler = functionOf(async (source) => {
  const env = parseWorkerEnvironment(source);
  const results = new ResultsClient({ url: env.RESULTS_URL, secret: env.JOBS_SECRET });
  return makePictureHandler({ store: await openStore(env), results, log: createWorkerLog(env.LOG_LEVEL) });
});
