import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cutAtSentence, spokenText } from './spoken-text.js';

const say = (text: string) => spokenText(text, 'en');

describe('what is read aloud', () => {
  it.each([
    ['words as they are', 'Hello, how are you?', 'Hello, how are you?'],
    ['no marks of emphasis', 'a **bold** and *slanted*, ~~struck~~ __word__', 'a bold and slanted, struck word'],
    ['signs that are no marks', '2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name'],
    ['no headings, quotes and list signs', '# Plan\n> first\n- second\n* third', 'Plan. first. second. third'],
    ['a word for a block of code', 'look:\n```js\nconst a = 1;\n```\nfine', 'look:\ncode. fine'.replace('\n', ' ')],
    ['a word for a block that was not closed', '```\nrm -rf /\nmore', 'code'],
    ['short code', 'use `npm start` now', 'use npm start now'],
    ['the host of an address', 'see https://www.example.com/a/b?c=d#e.', 'see example.com.'],
    ['no password in an address', 'https://user:secret@example.com:8080/x', 'example.com'],
    ['the words of a link', '[our plan](https://example.com/plan) is here', 'our plan is here'],
    [
      'names without their sign',
      '@ana_luz and @rui.costa, see #general-talk',
      'ana luz and rui costa, see general talk',
    ],
    ['an address of mail', 'write to ana@example.com', 'write to ana@example.com'],
    ['nothing for emoji', 'well done 🎉👩‍👩‍👧‍👦🇲🇽 ❤️!', 'well done!'],
    [
      'numbers',
      '1,234.56 and 10:30, 55 55 55 55 55, #42, 1111111, +52 55 1234 5678',
      '1,234.56 and 10:30, 55 55 55 55 55, #42, 1111111, +52 55 1234 5678',
    ],
    ['a number on keys', 'press 1️⃣ or 2️⃣', 'press 1 or 2'],
    ['laughter, shortened', 'jajajajajajajaja', 'jajaja'],
    ['stretched letters, shortened', 'nooooooooo!!!!!! whyyyy???', 'noo! whyy?'],
    ['words said again and again, shortened', 'go go go go go go home', 'go, go, go home'],
    ['lines as sentences', 'one\ntwo.\n\nthree?\nfour', 'one. two. three? four'],
    ['nothing that is not seen', 'a\u200Bb\u202Ec\u0007', 'abc'],
  ])('%s', (_what, text, expected) => {
    expect(say(text)).toBe(expected);
  });

  it('names code in the language of the text', () => {
    expect(['es', 'pt', 'en'].map((language) => spokenText('```\nx\n```', language as 'es' | 'pt' | 'en'))).toEqual([
      'código',
      'código',
      'code',
    ]);
  });

  it('is nothing when there are no words', () => {
    for (const text of ['', '   ', '🎉', '...', '**', '---', '> ', '\u200B']) expect(say(text)).toBe('');
  });

  it('is cut after a sentence, or a word, and never inside of a character', () => {
    const sentence = 'These are some words. ';
    const long = say(sentence.repeat(200));
    expect(long.length).toBeLessThanOrEqual(3_000);
    expect(long.endsWith('words.')).toBe(true);
    expect(cutAtSentence('one two three', 9)).toBe('one two');
    expect(cutAtSentence('one. two three', 9)).toBe('one.');
    expect(cutAtSentence('one. two', 4)).toBe('one.');
    expect(cutAtSentence('a😀b', 2)).toBe('a');
    expect(cutAtSentence('3.1415926', 4)).toBe('3.14');
  });

  it('is bounded and well-formed for any text', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('```', '**', '_', '[', '](https://', '@', 'ja', '\n', '> '),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (words) => {
        const spoken = say(words.join('').toWellFormed());
        expect(spoken.length).toBeLessThanOrEqual(3_000);
        expect(spoken.isWellFormed()).toBe(true);
        expect(spoken).not.toMatch(/[\n\u200B]|```/);
      }),
    );
  });

  it('takes no time for texts made to be slow', () => {
    for (const part of ['*', '_', '`', '[', '@', 'ja', '~', '> ', '#', 'https://', '```\n', '|', 'a ', '[a](', '**a'])
      expect(say(part.repeat(Math.floor(3_000 / part.length))).length).toBeLessThanOrEqual(3_000);
  });
});
