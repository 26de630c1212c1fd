import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type JobResult, jobResultSchema } from '@tertulia/contract';
import { type FakeComprehend, startFakeComprehend } from '@tertulia/testing';
import { pino } from 'pino';
import { type SentimentAnalyser } from '../tagging/analyser.js';
import { ComprehendAnalyser } from '../tagging/comprehend-analyser.js';
import { LexiconAnalyser } from '../tagging/lexicon-analyser.js';
import { makeSentimentHandler } from './sentiment.js';
import { queueEvent, recordId, textJob } from './text-jobs.fixtures.js';

describe('tagging how messages sound', () => {
  let sent: JobResult[];
  let lines: string[];
  beforeEach(() => {
    [sent, lines] = [[], []];
  });

  const id = (at: number) => `01933f6e-2b1a-7c3d-8e4f-${String(at).padStart(12, '0')}`;
  const job = (at: number, text: string) => textJob({ topic: 'message.sentiment', messageId: id(at), text });
  const run = (analyser: SentimentAnalyser, bodies: unknown[], context?: { getRemainingTimeInMillis(): number }) => {
    const results = { send: async (result: JobResult) => void sent.push(jobResultSchema.parse(result)) };
    const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
    const event = queueEvent(bodies.map((body) => (typeof body === 'string' ? body : JSON.stringify(body))));
    return makeSentimentHandler({ results, analyser, log })(event, context);
  };

  describe('by our own lists', () => {
    const lexicon = new LexiconAnalyser();

    it('gives one tag to a message that says something', async () => {
      expect(await run(lexicon, [job(1, 'qué alegría, felicidades')])).toEqual({ batchItemFailures: [] });
      const { roomId, textVersion } = textJob();
      expect(sent).toEqual([
        {
          kind: 'tags',
          topic: 'message.sentiment',
          analyser: 'lexicon',
          analyserVersion: lexicon.version,
          messageId: id(1),
          roomId,
          textVersion,
          tags: [
            { kind: 'sentiment', label: 'positive', score: expect.any(Number), source: `lexicon@${lexicon.version}` },
          ],
        },
      ]);
    });

    it('gives an answer without a tag to a neutral message and to one without text', async () => {
      await run(lexicon, [job(1, 'la reunión es el jueves'), job(2, '')]);
      expect(sent).toMatchObject([
        { messageId: id(1), tags: [] },
        { messageId: id(2), tags: [] },
      ]);
    });

    it('names a poisoned record alone as failed, and one of the other queue', async () => {
      const answer = await run(lexicon, ['}', job(1, 'not bad'), textJob()]);
      expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: recordId(0) }, { itemIdentifier: recordId(2) }] });
      expect(sent).toMatchObject([{ messageId: id(1), tags: [{ label: 'positive' }] }]);
    });

    it('gives the same answer to the same job', async () => {
      await run(lexicon, [job(1, 'qué horror'), job(1, 'qué horror')]);
      expect(sent).toHaveLength(2);
      expect(sent[0]).toEqual(sent[1]);
    });
  });

  describe('by Amazon Comprehend', () => {
    let comprehend: FakeComprehend;
    const before = { ...process.env };
    beforeAll(async () => {
      comprehend = await startFakeComprehend();
      Object.assign(process.env, comprehend.environment);
    });
    beforeEach(() => comprehend.behave('answer'));
    afterAll(async () => {
      made.forEach((one) => one.close());
      process.env = before;
      await comprehend.stop();
    });
    const made: ComprehendAnalyser[] = [];
    const analyser = (settings = {}) => {
      const one = new ComprehendAnalyser({ timeoutMs: 5_000, ...settings });
      made.push(one);
      return one;
    };

    it('names the analyser and its version in the tag', async () => {
      await run(analyser(), [job(1, 'the good thing')]);
      const tags = [{ kind: 'sentiment', label: 'positive', score: 0.97, source: 'comprehend@2017-11-27' }];
      expect(sent).toMatchObject([{ analyser: 'comprehend', analyserVersion: '2017-11-27', tags }]);
    });

    it('lets a message come again that failed alone, and answers the others', async () => {
      const answer = await run(analyser(), [job(1, 'the good one'), job(2, 'the unlucky one'), job(3, 'the bad one')]);
      expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: recordId(1) }] });
      expect(sent).toMatchObject([{ messageId: id(1) }, { messageId: id(3) }]);
    });

    it('lets all come again when it is asked too often, and says nothing in their place', async () => {
      comprehend.behave('throttle');
      const answer = await run(analyser(), [job(1, 'the good one'), job(2, 'the bad one')]);
      expect(answer.batchItemFailures).toHaveLength(2);
      expect(sent).toEqual([]);
      expect(lines.join()).toContain('ThrottlingException');
      expect(lines.join()).not.toMatch(/good|bad/);
    });

    it('ends before its run is ended from outside', async () => {
      comprehend.behave('hang');
      const answer = await run(analyser(), [job(1, 'the good one')], { getRemainingTimeInMillis: () => 100 });
      expect(answer.batchItemFailures).toEqual([{ itemIdentifier: recordId(0) }]);
      expect(sent).toEqual([]);
    });
  });
});
