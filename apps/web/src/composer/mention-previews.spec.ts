import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { MentionPreview } from '@tertulia/contract';
import { RequestError } from '../api/request-error.js';
import { MentionPreviews, namesEverybody } from './mention-previews.js';

interface Question {
  text: string;
  answer: (omitted: number) => void;
  refuse: () => void;
}

/** Answers are told apart by their number. */
function answerOf(omitted: number): MentionPreview {
  return { entities: [], notified: [], outside: [], unreachable: [], omitted, everyone: null };
}

let questions: Question[];
let previews: MentionPreviews;

beforeEach(() => {
  jest.useFakeTimers();
  questions = [];
  previews = new MentionPreviews(
    (text) =>
      new Promise((resolve, reject) => {
        questions.push({
          text,
          answer: (omitted) => resolve(answerOf(omitted)),
          refuse: () => reject(new RequestError('rate_limited', '')),
        });
      }),
  );
});
afterEach(() => {
  previews.close();
  jest.useRealTimers();
});

const wait = () => jest.advanceTimersByTimeAsync(300);
const asked = () => questions.map(({ text }) => text);
const shown = () => [previews.get().preview?.omitted, previews.get().isStale];

describe('asking whom a draft tells', () => {
  it('asks once the typing pauses, for texts with names alone', async () => {
    previews.write('hello, `@ana`', true);
    await wait();
    for (const text of ['@', '@a', '@an', '@ana']) previews.write(text, true);
    await jest.advanceTimersByTimeAsync(299);
    expect(asked()).toEqual([]);
    await wait();
    expect(asked()).toEqual(['@ana']);
  });

  it('does not ask again while only the words around the names change', async () => {
    previews.write('@ana', true);
    await wait();
    questions[0]?.answer(1);
    await wait();
    previews.write('hey @Ana, how are you?', true);
    await wait();
    expect(asked()).toEqual(['@ana']);
    expect(shown()).toEqual([1, false]);
    previews.write('hey @ana/@luis', true);
    await wait();
    previews.write('hey @ana./@luis', true);
    await wait();
    expect(asked()).toHaveLength(2);
    questions[1]?.answer(2);
    await wait();
    expect(asked()).toHaveLength(3);
  });

  it('asks one question at a time, and shows the answer to the last names', async () => {
    previews.write('@ana', true);
    await wait();
    previews.write('@ana @luis', true);
    await wait();
    previews.write('@ana @luis @rui', true);
    await wait();
    expect(asked()).toEqual(['@ana']);
    questions[0]?.answer(1);
    await wait();
    expect(shown()).toEqual([undefined, false]);
    expect(asked()).toEqual(['@ana', '@ana @luis @rui']);
    questions[1]?.answer(3);
    await wait();
    expect(shown()).toEqual([3, false]);
  });

  it('calls an answer stale while other names are asked for, and takes it away with the last name', async () => {
    previews.write('@ana', true);
    await wait();
    questions[0]?.answer(1);
    await wait();
    previews.write('@ana @luis', true);
    expect(shown()).toEqual([1, true]);
    previews.write('@ana @', true);
    expect(shown()).toEqual([1, false]);
    previews.write('nobody', true);
    expect(shown()).toEqual([undefined, false]);
    await wait();
    expect(asked()).toEqual(['@ana']);
  });

  it('is silent without a connection and after a refusal, and asks when the connection is back', async () => {
    previews.write('@ana', false);
    await wait();
    expect(asked()).toEqual([]);
    previews.write('@ana', true);
    await wait();
    questions[0]?.refuse();
    await wait();
    expect(shown()).toEqual([undefined, false]);
    previews.write('@ana', false);
    previews.write('@ana', true);
    await wait();
    expect(asked()).toEqual(['@ana', '@ana']);
  });

  it('does not ask about what cannot be sent', async () => {
    previews.write(`@ana ${'x'.repeat(8_000)}`, true);
    await wait();
    previews.write('@ana \ud800', true);
    await wait();
    expect(asked()).toEqual([]);
  });
});

describe('looking before sending', () => {
  it('uses the answer that is there, and asks for any other text', async () => {
    previews.write('@all', true);
    await wait();
    questions[0]?.answer(1);
    await wait();
    expect((await previews.check('@all'))?.omitted).toBe(1);
    const check = previews.check('@here');
    questions[1]?.answer(2);
    expect((await check)?.omitted).toBe(2);
  });

  it('does not wait for ever, nor fail', async () => {
    const slow = previews.check('@all');
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await slow).toBeUndefined();
    const refused = previews.check('@all');
    questions[1]?.refuse();
    expect(await refused).toBeUndefined();
  });

  it('knows a mention of everybody by itself', () => {
    expect(namesEverybody('hola @Todos!')).toBe(true);
    expect(namesEverybody('`@all` ops@all #all @allison')).toBe(false);
  });
});
