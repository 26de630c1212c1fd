import { parseWorkerEnvironment } from '../environment.js';
import { makeSentimentHandler } from '../handlers/sentiment.js';
import { ResultsClient } from '../results/results-client.js';
import { createWorkerLog } from '../runtime/worker-log.js';
import { chooseAnalyser } from '../tagging/choose-analyser.js';
import { functionOf } from './function-of.js';

/** The queue `message.sentiment`. */
export const handler = functionOf((source) => {
  const env = parseWorkerEnvironment(source);
  const results = new ResultsClient({ url: env.RESULTS_URL, secret: env.JOBS_SECRET });
  return makeSentimentHandler({ results, analyser: chooseAnalyser(source), log: createWorkerLog(env.LOG_LEVEL) });
});
