import type { WorkerEnvironment } from './environment.js';
import { ResultsClient } from './results/results-client.js';
import { type HandlerMakers, HandlerRegistry } from './runtime/handler-registry.js';
import type { WorkerLog } from './runtime/worker-log.js';

/** All handlers by the names of their topics: the one place where they get what they work with. */
export function createRegistry(environment: WorkerEnvironment, log: WorkerLog): HandlerRegistry {
  const results = new ResultsClient({ url: environment.RESULTS_URL, secret: environment.JOBS_SECRET });
  return new HandlerRegistry(makers({ environment, results, log }));
}

interface Parts {
  environment: WorkerEnvironment;
  results: ResultsClient;
  log: WorkerLog;
}

function makers({ environment, log }: Parts): HandlerMakers {
  return {
    speak: async () => (await import('./speech/open-speech.js')).openSpeech(environment, log),
  };
}
