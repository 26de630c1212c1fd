import { type Tag } from '@tertulia/contract';
import { type Logger } from 'pino';
import { type Analysis, type SentimentAnalyser } from '../tagging/analyser.js';
import { type Sentiment } from '../tagging/sentiment.js';
import { type QueueAnswer, type RunContext } from './lambda.js';
import { doEach, readTextJobs, type ReceivedJob, type Results, toAnswer } from './text-jobs.js';

interface Parts {
  results: Results;
  analyser: SentimentAnalyser;
  log: Logger;
}

/** Left for sending the answers, before the run is ended from outside. */
const RESERVE_MS = 3_000;
const LEAST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Handles the queue `message.sentiment`: says of each message how it sounds. A neutral one gets no tag, so that quiet messages
 * stay quiet, but an answer like all others: it is known to be judged. The same job again gives the same answer.
 */
export function makeSentimentHandler({ results, analyser, log }: Parts) {
  return async (event: unknown, context?: RunContext): Promise<QueueAnswer> => {
    const { jobs, failed } = readTextJobs(event, 'message.sentiment', log);
    if (jobs.length === 0) return toAnswer(failed);
    const analyses = await analyser.analyse(
      jobs.map(({ job }) => job.text),
      AbortSignal.timeout(timeFor(context)),
    );
    const judged = new Map(jobs.map((received, at) => [received, analyses[at]]));
    const failedLater = await doEach(jobs, log, async (received) => {
      await results.send(toResult(received, analyser, sentimentIn(judged.get(received))));
      const { topic, messageId, textVersion } = received.job;
      log.info({ topic, messageId, textVersion, analyser: analyser.name }, 'job done');
    });
    return toAnswer([...failed, ...failedLater]);
  };
}

/** @throws if it is not known how the text sounds: its record is to come again. */
function sentimentIn(analysis: Analysis | undefined): Sentiment {
  if (analysis && 'sentiment' in analysis) return analysis.sentiment;
  throw new Error(analysis?.failure ?? 'not answered');
}

function toResult({ job }: ReceivedJob, { name, version }: SentimentAnalyser, { label, score }: Sentiment) {
  const { messageId, roomId, textVersion, topic } = job;
  const tags: Tag[] = label === 'neutral' ? [] : [{ kind: 'sentiment', label, score, source: `${name}@${version}` }];
  return {
    kind: 'tags',
    topic,
    analyser: name,
    analyserVersion: version,
    messageId,
    roomId,
    textVersion,
    tags,
  } as const;
}

function timeFor(context: RunContext | undefined): number {
  if (!context) return LONGEST_MS;
  return Math.min(LONGEST_MS, Math.max(LEAST_MS, context.getRemainingTimeInMillis() - RESERVE_MS));
}
