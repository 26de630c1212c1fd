import { type Logger } from 'pino';
import { LEXICON_NAME, LEXICON_VERSION, wordTags } from '../tagging/words.js';
import { type QueueAnswer, type RunContext } from './lambda.js';
import { doEach, readTextJobs, type Results, toAnswer } from './text-jobs.js';

/** Handles the queue `message.words`: tags the prohibited words of each message. The same job again gives the same answer. */
export function makeWordsHandler({ results, log }: { results: Results; log: Logger }) {
  return async (event: unknown, _context?: RunContext): Promise<QueueAnswer> => {
    const { jobs, failed } = readTextJobs(event, 'message.words', log);
    const failedLater = await doEach(jobs, log, async ({ job }) => {
      const { messageId, roomId, textVersion, topic, text } = job;
      const tags = wordTags(text);
      await results.send({
        kind: 'tags',
        topic,
        analyser: LEXICON_NAME,
        analyserVersion: LEXICON_VERSION,
        messageId,
        roomId,
        textVersion,
        tags,
      });
      log.info({ topic, messageId, textVersion, tags: tags.map(({ label }) => label) }, 'job done');
    });
    return toAnswer([...failed, ...failedLater]);
  };
}
