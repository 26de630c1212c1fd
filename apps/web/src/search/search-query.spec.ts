import { describe, expect, it } from '@jest/globals';
import { askable, partsOf, roomBegun, toDay, withFilter, withRoom } from './search-query.js';

describe('a search that is written', () => {
  it('is taken apart into words and filters', () => {
    expect(partsOf('café  from:ana con leche in:general')).toEqual({
      words: 'café con leche',
      filters: ['from:ana', 'in:general'],
    });
    expect(partsOf('at 10:30 https://example.org')).toEqual({ words: 'at 10:30 https://example.org', filters: [] });
  });

  it.each([
    ['café from:', 'café'],
    ['in:', ''],
    ['  a   b ', 'a b'],
    ['has:image', 'has:image'],
    ['lone \ud800 half', 'lone \ufffd half'],
  ])('asks for %j as %j', (text, asked) => expect(askable(text)).toBe(asked));

  it.each([
    ['', 'from:', 'from:'],
    ['café', 'in:', 'café in:'],
    ['café ', 'before:', 'café before:2026-05-01 '],
    ['café', 'has:image', 'café has:image '],
    ['café has:image', 'has:image', 'café has:image'],
  ] as const)('takes up a filter: %j and %j', (text, filter, result) =>
    expect(withFilter(text, filter, '2026-05-01')).toBe(result),
  );

  it('knows the room that is being named, and completes it', () => {
    expect(roomBegun('hola in:gen')).toBe('gen');
    expect(roomBegun('hola in:')).toBe('');
    expect(roomBegun('hola in:general and')).toBeUndefined();
    expect(roomBegun('margin:x')).toBeUndefined();
    expect(withRoom('hola in:#gen', 'general')).toBe('hola in:general ');
  });

  it('writes days of the own clock', () => expect(toDay(new Date(2026, 0, 9).getTime())).toBe('2026-01-09'));
});
