import { describe, expect, it } from '@jest/globals';
import { findTrigger, rankSuggestions, readCommand, type Suggestion } from './suggestions.js';

const at = (marked: string) => findTrigger(marked.replace('|', ''), marked.indexOf('|'));
const person = (id: string, label: string, isAway = false): Suggestion => ({
  id,
  insert: `@${id} `,
  sign: '@',
  label,
  detail: '',
  words: [id],
  isAway,
});

describe('the word at the caret', () => {
  it.each([
    ['@|', 'person', 0, ''],
    ['hi @an|', 'person', 3, 'an'],
    ['(@josé|)', 'person', 1, 'josé'],
    ['see #gen|', 'room', 4, 'gen'],
    ['ok :sm|', 'emoji', 3, 'sm'],
    [':+1|', 'emoji', 0, '+1'],
    ['/se|', 'command', 0, 'se'],
    ['/|', 'command', 0, ''],
    ['a\n@b|', 'person', 2, 'b'],
  ])('%s can become a %s', (text, kind, start, query) => {
    expect(at(text)).toEqual({ kind, start, query });
  });

  it.each(['mail@x|', ':s|', '10:30|', 'a /se|', '@ana |', 'C#an|', '```\n@an|', ':)|', 'x|', '|', 'https://x|'])(
    '%s can become nothing',
    (text) => {
      expect(at(text)).toBeUndefined();
    },
  );
});

describe('the order of suggestions', () => {
  const all = [
    person('mariana', 'Mariana'),
    person('ana', 'Ana'),
    person('anibal', 'Aníbal'),
    person('rui', 'Rui Andrade'),
    person('anders', 'Anders', true),
  ];

  it('is who spoke last, who begins so, who holds it, who is not here', () => {
    expect(rankSuggestions(all, 'an', ['mariana']).map(({ id }) => id)).toEqual([
      'mariana',
      'ana',
      'anibal',
      'rui',
      'anders',
    ]);
  });

  it.each([
    ['ANI', ['anibal']],
    ['aníb', ['anibal']],
    ['zz', []],
  ])('knows no case and no accents: %s', (query, expected) => {
    expect(rankSuggestions(all, query).map(({ id }) => id)).toEqual(expected);
  });

  it('has a bound', () => {
    const many = Array.from({ length: 50 }, (_, index) => person(`ana${index}`, `Ana ${index}`));
    expect(rankSuggestions(many, 'a')).toHaveLength(8);
  });
});

describe('commands', () => {
  it.each([
    ['/search two words', ['search', 'two words']],
    [' /SHRUG ', ['shrug', '']],
    ['/leave', undefined],
    ['/etc/passwd', undefined],
    ['/searching x', undefined],
    ['not /search', undefined],
  ])('%s', (text, expected) => {
    expect(readCommand(text, ['search', 'shrug'])).toEqual(expected);
  });
});
