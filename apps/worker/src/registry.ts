import type { WorkerEnvironment } from './environment.js';
import { ResultsClient } from './results/results-client.js';
import { type HandlerMakers, HandlerRegistry } from './runtime/handler-registry.js';
import { openStore } from './runtime/open-store.js';
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

/** Each loads its own: word lists are not loaded to decode pictures, nor the decoder to look at words. */
function makers({ environment, results, log }: Parts): HandlerMakers {
  return {
    'message.words': async () => (await import('./handlers/words.js')).makeWordsHandler({ results, log }),
    'message.sentiment': async () => {
      const { makeSentimentHandler } = await import('./handlers/sentiment.js');
      const { chooseAnalyser } = await import('./tagging/choose-analyser.js');
      return makeSentimentHandler({ results, analyser: chooseAnalyser(process.env), log });
    },
    'upload.picture': async () => {
      const { makePictureHandler } = await import('./handlers/picture.js');
      return makePictureHandler({ store: await openStore(environment), results, log });
    },
    speak: async () => (await import('./speech/open-speech.js')).openSpeech(environment, log),
  };
}
