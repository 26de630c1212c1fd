import { describe, expect, it } from '@jest/globals';
import type { Entity } from '@tertulia/contract';
import { DomainError } from '../common/domain-error.js';
import type { StoredMessage } from '../messages/stored-message.js';
import { isPassing, readSpeechAnswer } from './speech-answer.js';
import { judgeMessage, namedIn, wordsOf } from './words-of-message.js';

type Words = Parameters<typeof judgeMessage>[0];

const author = { id: 'ana', handle: 'ana', displayName: 'Ana Luz', isGuest: true, isBot: false };
const message = (over: Partial<StoredMessage> = {}): Words => ({
  text: 'Hola.',
  entities: [],
  author,
  deletedAt: null,
  ...over,
});
const codeOf = (attempt: () => unknown): string | undefined => {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error instanceof DomainError ? error.code : 'other';
  }
};
const mention = (start: number, length: number, userId: string): Entity => ({ kind: 'mention', start, length, userId });

describe('which messages may be heard', () => {
  it('are those with words that are neither deleted nor held', () => {
    const instant = '2026-11-21T12:00:00.000Z';
    expect(codeOf(() => judgeMessage(message(), 'rui'))).toBeUndefined();
    expect(codeOf(() => judgeMessage(message({ deletedAt: instant, text: '' }), 'ana'))).toBe('not_found');
    expect(codeOf(() => judgeMessage(message({ heldAt: instant }), 'rui'))).toBe('not_found');
    expect(codeOf(() => judgeMessage(message({ heldAt: instant }), 'ana'))).toBe('conflict');
    for (const text of ['', '🎉', '...']) expect(codeOf(() => judgeMessage(message({ text }), 'rui'))).toBe('conflict');
  });
});

describe('what is given to be spoken', () => {
  it('is who says it and what, with people by their names', () => {
    const entities = [mention(5, 4, 'rui'), mention(15, 4, 'eva'), { kind: 'everyone', start: 20, length: 6 } as const];
    const words = message({ text: '👋🏽🎉 @rui, hola @eva @todos', entities });
    expect(namedIn(words)).toEqual(['rui', 'eva']);
    const named = new Map([['rui', 'Rui Costa']]);
    expect(wordsOf(message({ text: '😀 @rui, hola', entities: [mention(2, 4, 'rui')] }), named)).toBe(
      'Ana Luz: 😀 Rui Costa, hola',
    );
    expect(wordsOf(words, new Map())).toBe('Ana Luz: 👋🏽🎉 @rui, hola @eva @todos');
  });

  it('is no more than may be spoken, and whole sentences of it', () => {
    const long = wordsOf(message({ text: 'Una frase entera. '.repeat(400) }), new Map());
    expect(long.length).toBeLessThanOrEqual(3_000);
    expect(long.endsWith('entera.')).toBe(true);
    const emoji = wordsOf(message({ text: '😀'.repeat(3_000) }), new Map());
    expect(emoji.isWellFormed()).toBe(true);
  });
});

describe('what the function answers', () => {
  const key = `speech/${'a'.repeat(64)}.mp3`;
  const body = JSON.stringify({ key, contentType: 'audio/mpeg', voice: 'polly Mia' });

  it('is taken only in its form', () => {
    expect(readSpeechAnswer({ status: 200, body })).toEqual({ key, contentType: 'audio/mpeg', voice: 'polly Mia' });
    for (const answer of [
      { status: 200, body: '{' },
      { status: 200, body: body.replace('speech/', 'https://evil.test/') },
      { status: 401, body },
      { status: 503, body: '' },
    ])
      expect(codeOf(() => readSpeechAnswer(answer))).toBe('unavailable');
    expect(codeOf(() => readSpeechAnswer({ status: 400, body: '' }))).toBe('conflict');
  });

  it('may be another one later when the function is busy or broken, not when it refuses', () => {
    expect([429, 500, 503, 200, 400, 401].map((status) => isPassing({ status, body: '' }))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
