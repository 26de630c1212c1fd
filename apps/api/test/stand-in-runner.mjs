// Takes from the two queues of texts, as apps/worker/src/local.ts does, with the stand-in handlers.
import { SQSClient } from '@aws-sdk/client-sqs';
import { QueueRunner } from '../../worker/dist/runtime/queue-runner.js';
import { createWorkerLog } from '../../worker/dist/runtime/worker-log.js';
import { registry } from './stand-in-handlers.mjs';

const log = createWorkerLog('error');
const client = new SQSClient({ maxAttempts: 1 });
const queues = [
  ['message.words', process.env.JOBS_WORDS_QUEUE_URL],
  ['message.sentiment', process.env.JOBS_SENTIMENT_QUEUE_URL],
];
for (const [topic, queueUrl] of queues) {
  const runner = new QueueRunner({ client, queueUrl, handler: await registry.get(topic), visibilitySeconds: 2, log });
  void runner.run(new AbortController().signal);
}
process.stdout.write('ready\n');
