import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeComprehend, startFakeComprehend } from '@tertulia/testing';
import fc from 'fast-check';
import { chooseAnalyser } from './choose-analyser.js';
import { ComprehendAnalyser, cutToBytes } from './comprehend-analyser.js';
import { LexiconAnalyser } from './lexicon-analyser.js';

describe('asking Amazon Comprehend how messages sound', () => {
  let comprehend: FakeComprehend;
  const before = { ...process.env };

  beforeAll(async () => {
    comprehend = await startFakeComprehend();
    Object.assign(process.env, comprehend.environment);
  });
  beforeEach(() => {
    comprehend.asked.length = 0;
    comprehend.behave('answer');
  });
  afterEach(() => comprehend.behave('answer'));
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

  it('takes over the label with the score of that label', async () => {
    const answers = await analyser().analyse([
      'this is good',
      'this is bad',
      'this is both good and bad',
      'this is it',
    ]);
    expect(answers).toEqual([
      { sentiment: { label: 'positive', score: 0.97, language: 'en' } },
      { sentiment: { label: 'negative', score: 0.97, language: 'en' } },
      { sentiment: { label: 'mixed', score: 0.97, language: 'en' } },
      { sentiment: { label: 'neutral', score: 0.97, language: 'en' } },
    ]);
  });

  it('asks for each language apart and answers in the order of the texts', async () => {
    const answers = await analyser().analyse(['não sei, good', 'the good thing', '¿qué es good?', 'você é bad']);
    expect(answers.map((answer) => ('sentiment' in answer ? answer.sentiment : null))).toEqual([
      { label: 'positive', score: 0.97, language: 'pt' },
      { label: 'positive', score: 0.97, language: 'en' },
      { label: 'positive', score: 0.97, language: 'es' },
      { label: 'negative', score: 0.97, language: 'pt' },
    ]);
    expect(comprehend.asked).toEqual([
      { language: 'es', texts: ['¿qué es good?'] },
      { language: 'pt', texts: ['não sei, good', 'você é bad'] },
      { language: 'en', texts: ['the good thing'] },
    ]);
  });

  it('asks for 25 texts at once and no more', async () => {
    const answers = await analyser().analyse(Array.from({ length: 60 }, (_, at) => `this is good number ${at}`));
    expect(comprehend.asked.map(({ texts }) => texts.length)).toEqual([25, 25, 10]);
    expect(answers).toHaveLength(60);
    expect(answers.every((answer) => 'sentiment' in answer)).toBe(true);
  });

  it('cuts a long text at a character, within 5,000 bytes', async () => {
    const [answer] = await analyser().analyse([`the ${'good 😀'.repeat(900)}`]);
    expect(answer).toMatchObject({ sentiment: { label: 'positive' } });
    const sent = comprehend.asked[0]?.texts[0] ?? '';
    expect(Buffer.byteLength(sent)).toBeLessThanOrEqual(5_000);
    expect(Buffer.byteLength(sent)).toBeGreaterThan(4_990);
    expect(sent.isWellFormed()).toBe(true);
  });

  it('asks nothing about a message without text', async () => {
    expect(await analyser().analyse(['', '  '])).toMatchObject([
      { sentiment: { label: 'neutral', score: 0 } },
      { sentiment: { label: 'neutral', score: 0 } },
    ]);
    expect(comprehend.asked).toEqual([]);
  });

  it('names the one text that failed and keeps the others', async () => {
    expect(await analyser().analyse(['the good one', 'the unlucky one', 'the bad one'])).toMatchObject([
      { sentiment: { label: 'positive' } },
      { failure: 'INTERNAL_SERVER_ERROR' },
      { sentiment: { label: 'negative' } },
    ]);
  });

  it('says that all failed when it is asked too often, and asks once only', async () => {
    comprehend.behave('throttle');
    expect(await analyser().analyse(['the good one', 'the bad one'])).toEqual([
      { failure: 'ThrottlingException' },
      { failure: 'ThrottlingException' },
    ]);
    expect(comprehend.asked).toEqual([]);
  });

  it('does not wait for a service that hangs, nor longer than its caller', async () => {
    comprehend.behave('hang');
    const [late] = await analyser({ timeoutMs: 100 }).analyse(['the good one']);
    expect(late).toEqual({ failure: expect.any(String) });
    const [left] = await analyser().analyse(['the good one'], AbortSignal.timeout(100));
    expect(left).toEqual({ failure: expect.any(String) });
  });

  it('says that all failed when nobody is there', async () => {
    const nobody = analyser({ endpoint: 'http://127.0.0.1:9' });
    expect(await nobody.analyse(['the good one'])).toEqual([{ failure: expect.any(String) }]);
  });
});

describe('cutting a text to bytes', () => {
  it('keeps a beginning that fits and takes no half character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 40 }), (text, bytes) => {
        const cut = cutToBytes(text, bytes);
        expect(text.startsWith(cut)).toBe(true);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytes);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('choosing an analyser', () => {
  it('is our own lists unless Comprehend is asked for', () => {
    expect(chooseAnalyser({})).toBeInstanceOf(LexiconAnalyser);
    expect(chooseAnalyser({ SENTIMENT_ANALYSER: 'lexicon' })).toBeInstanceOf(LexiconAnalyser);
    expect(chooseAnalyser({ SENTIMENT_ANALYSER: 'comprehend', AWS_REGION: 'us-east-1' })).toBeInstanceOf(
      ComprehendAnalyser,
    );
  });

  it('names the variable that it does not understand and not its value', () => {
    expect(() => chooseAnalyser({ SENTIMENT_ANALYSER: 'secret' })).toThrow(/SENTIMENT_ANALYSER/);
    expect(() => chooseAnalyser({ SENTIMENT_ANALYSER: 'secret' })).not.toThrow(/secret/);
  });
});
