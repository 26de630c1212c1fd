import { parseWorkerEnvironment } from '../environment.js';
import { makeWordsHandler } from '../handlers/words.js';
import { ResultsClient } from '../results/results-client.js';
import { createWorkerLog } from '../runtime/worker-log.js';
import { functionOf } from './function-of.js';

/** The queue `message.words`. */
export const handler = functionOf((source) => {
  const env = parseWorkerEnvironment(source);
  const results = new ResultsClient({ url: env.RESULTS_URL, secret: env.JOBS_SECRET });
  return makeWordsHandler({ results, log: createWorkerLog(env.LOG_LEVEL) });
});
