import { beforeEach, describe, expect, it } from '@jest/globals';
import { type JobResult, jobResultSchema } from '@tertulia/contract';
import { pino } from 'pino';
import { LEXICON_VERSION } from '../tagging/words.js';
import { queueEvent, recordId, textJob } from './text-jobs.fixtures.js';
import { makeWordsHandler } from './words.js';

describe('tagging the prohibited words of messages', () => {
  let sent: JobResult[];
  let lines: string[];
  let refused: Set<string>;
  beforeEach(() => {
    [sent, lines, refused] = [[], [], new Set()];
  });

  const handler = makeWordsHandler({
    results: {
      send: async (result) => {
        if (result.kind === 'tags' && refused.has(result.messageId)) throw new Error('the API is away');
        sent.push(jobResultSchema.parse(result));
      },
    },
    log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
  });
  const run = (...bodies: unknown[]) =>
    handler(queueEvent(bodies.map((body) => (typeof body === 'string' ? body : JSON.stringify(body)))));
  const id = (at: number) => `01933f6e-2b1a-7c3d-8e4f-${String(at).padStart(12, '0')}`;

  it('answers each job with its tags and the version of its text', async () => {
    expect(await run(textJob())).toEqual({ batchItemFailures: [] });
    const { messageId, roomId } = textJob();
    expect(sent).toEqual([
      {
        kind: 'tags',
        topic: 'message.words',
        analyser: 'lexicon',
        analyserVersion: LEXICON_VERSION,
        messageId,
        roomId,
        textVersion: 3,
        tags: [{ kind: 'prohibited', label: 'vulgar', score: 0.5, source: `lexicon@${LEXICON_VERSION}` }],
      },
    ]);
  });

  it('answers an innocent message too, without tags, so that it is known to be judged', async () => {
    await run(textJob({ text: 'buenos días' }));
    expect(sent).toMatchObject([{ tags: [] }]);
  });

  it('gives the same answer to the same job', async () => {
    await run(textJob(), textJob());
    await run(textJob());
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map((result) => JSON.stringify(result))).size).toBe(1);
  });

  it.each([
    ['no JSON', 'mierda {'],
    ['another topic', JSON.stringify(textJob({ topic: 'message.sentiment' }))],
    ['no job', '{"hello":"world"}'],
    ['an empty body', ''],
    ['null', 'null'],
    ['a text too long', JSON.stringify(textJob({ text: 'a'.repeat(8_001) }))],
    ['an event of S3', '{"Records":[]}'],
  ])('names a poisoned record alone as failed and does the others: %s', async (_name, body) => {
    const answer = await run(textJob({ messageId: id(1) }), body, textJob({ messageId: id(2) }));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: recordId(1) }] });
    expect(sent).toMatchObject([{ messageId: id(1) }, { messageId: id(2) }]);
  });

  it('names a record as failed whose answer could not be given, and no other', async () => {
    refused.add(id(2));
    const answer = await run(...[1, 2, 3].map((at) => textJob({ messageId: id(at) })));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: recordId(1) }] });
    expect(sent).toMatchObject([{ messageId: id(1) }, { messageId: id(3) }]);
  });

  it('does a large batch, some answers at a time', async () => {
    const jobs = Array.from({ length: 35 }, (_, at) => textJob({ messageId: id(at) }));
    expect(await run(...jobs)).toEqual({ batchItemFailures: [] });
    expect(sent).toHaveLength(35);
  });

  it('throws for what is no event of a queue: nobody could be named', async () => {
    await expect(handler({ Records: [{ s3: {} }] })).rejects.toThrow();
    await expect(handler(null)).rejects.toThrow();
    expect(sent).toEqual([]);
  });

  it('logs each outcome, and never a text', async () => {
    await run(textJob({ text: 'qué mierda secreta' }), 'mierda secreta');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 40, topic: 'message.words', recordId: recordId(1), receives: 1, msg: 'not a job of this queue' },
      { level: 30, topic: 'message.words', messageId: textJob().messageId, tags: ['vulgar'], msg: 'job done' },
    ]);
    expect(lines.join()).not.toMatch(/secret|mierda/);
  });
});
