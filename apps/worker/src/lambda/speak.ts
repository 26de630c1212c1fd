import { parseWorkerEnvironment } from '../environment.js';
import { createWorkerLog } from '../runtime/worker-log.js';
import { openSpeech } from '../speech/open-speech.js';
import { functionOf } from './function-of.js';

/** `POST /speak` of the HTTP API. */
export const handler = functionOf((source) => {
  const env = parseWorkerEnvironment(source);
  return openSpeech(env, createWorkerLog(env.LOG_LEVEL));
});
