import { SQSClient } from '@aws-sdk/client-sqs';
import { parseWorkerEnvironment, type WorkerEnvironment, WorkerEnvironmentError } from './environment.js';
import { createRegistry } from './registry.js';
import { QueueRunner } from './runtime/queue-runner.js';
import { createWorkerLog, type WorkerLog } from './runtime/worker-log.js';
import { type HttpAdapter, startHttpAdapter } from './speech/http-adapter.js';
import { openSpeech, settingsOf } from './speech/open-speech.js';

/** The handlers without Lambda: takes from every queue that the environment names, on any machine that reaches them. */
async function main(environment: WorkerEnvironment): Promise<void> {
  const log = createWorkerLog(environment.LOG_LEVEL);
  const registry = createRegistry(environment, log);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  process.once('SIGTERM', () => stopping.abort());
  const client = new SQSClient({ maxAttempts: 1 });
  const queues = queuesOf(environment);
  const speech = await serveSpeech(environment, log);
  if (queues.length === 0 && !speech)
    throw new WorkerEnvironmentError('There is no work: set SPEECH_PORT or a variable that ends in _QUEUE_URL.');
  const runners = await Promise.all(
    queues.map(async ([topic, queueUrl]) => {
      const handler = await registry.get(topic);
      const visibilitySeconds = environment.JOBS_VISIBILITY_SECONDS;
      return new QueueRunner({ client, queueUrl, handler, visibilitySeconds, log });
    }),
  );
  process.stdout.write(`The worker takes from ${queues.map(([topic]) => topic).join(', ')}\n`);
  await Promise.all([...runners.map((runner) => runner.run(stopping.signal)), endOf(stopping.signal)]);
  await speech?.close();
  client.destroy();
}

/** The function that speaks, where its port is named. */
async function serveSpeech(environment: WorkerEnvironment, log: WorkerLog): Promise<HttpAdapter | undefined> {
  if (environment.SPEECH_PORT === undefined) return undefined;
  const handler = await openSpeech(environment, log);
  const adapter = await startHttpAdapter({ handler, settings: settingsOf(environment), port: environment.SPEECH_PORT });
  process.stdout.write(`The worker speaks at ${adapter.url}\n`);
  return adapter;
}

function endOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function queuesOf(environment: WorkerEnvironment): [topic: string, url: string][] {
  const queues: [string, string | undefined][] = [
    ['message.words', environment.JOBS_WORDS_QUEUE_URL],
    ['message.sentiment', environment.JOBS_SENTIMENT_QUEUE_URL],
    ['upload.picture', environment.JOBS_PICTURE_QUEUE_URL],
  ];
  return queues.flatMap(([topic, url]) => (url === undefined ? [] : [[topic, url]]));
}

try {
  await main(parseWorkerEnvironment(process.env));
} catch (error) {
  const sentence =
    error instanceof Error ? (error instanceof WorkerEnvironmentError ? error.message : error.stack) : error;
  process.stderr.write(`The worker could not start: ${String(sentence)}\n`);
  process.exit(1);
}
