import { textJobSchema } from '@tertulia/contract';
import { HandlerRegistry } from '../../worker/dist/runtime/handler-registry.js';
import { ResultsClient } from '../../worker/dist/results/results-client.js';

const { RESULTS_URL: url = '', JOBS_SECRET: secret = '' } = process.env;
const results = new ResultsClient({ url, secret });

/** Tags by one word, and what else workers do, wished for by the text itself: to fail, to die and to hang. */
function tagsOf({ topic, text }) {
  if (topic === 'message.words') {
    if (text.includes('crash')) process.kill(process.pid, 'SIGKILL');
    if (text.includes('hang')) for (;;);
    if (text.includes('fail')) throw new Error('The handler fails.');
    return text.includes('darn') ? [{ kind: 'prohibited', label: 'en', score: 1, source: 'stand-in' }] : [];
  }
  return text.includes('lovely') ? [{ kind: 'sentiment', label: 'positive', score: 0.9, source: 'stand-in' }] : [];
}

async function handleRecord(body) {
  const job = textJobSchema.parse(JSON.parse(body));
  const { topic, messageId, roomId, textVersion } = job;
  const tags = tagsOf(job);
  await results.send({
    kind: 'tags',
    topic,
    analyser: 'stand-in',
    analyserVersion: '1',
    messageId,
    roomId,
    textVersion,
    tags,
  });
}

async function handleTexts(event) {
  const outcomes = await Promise.allSettled(event.Records.map(({ body }) => handleRecord(body)));
  const failed = event.Records.filter((_record, index) => outcomes[index].status === 'rejected');
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

export const registry = new HandlerRegistry({
  'message.words': () => handleTexts,
  'message.sentiment': () => handleTexts,
  environment: () => async () => process.env,
});
