import { describe, expect, it } from '@jest/globals';
import { handleSchema } from '@tertulia/contract';
import { toSlug } from '../rooms/slug.js';
import { isReservedHandle } from './name-rules.js';
import { handleKey, randomHandle } from './random-name.js';
import { createToken, hashToken, isToken } from './token.js';

describe('names', () => {
  it('gives guests handles that the contract allows', () => {
    for (let index = 0; index < 200; index += 1) expect(handleSchema.parse(randomHandle())).toMatch(/-\d{4}$/);
  });

  it('calls handles the same that only look different', () => {
    expect(handleKey('ＡＮＡ')).toBe(handleKey('ana'));
    expect(handleKey('José')).toBe(handleKey('jose\u0301'.toUpperCase()));
    expect(handleKey('ana')).not.toBe(handleKey('aná'));
    expect(isReservedHandle('AQUÍ')).toBe(true);
    expect(isReservedHandle('ana')).toBe(false);
  });

  it.each([
    ['¡Café & té!', 'cafe-te'],
    ['  --General--  ', 'general'],
    ['日本語 の部屋', '日本語-の部屋'],
    ['¡¡!!', ''],
    ['São Paulo/RJ', 'sao-paulo-rj'],
  ])('puts %s into an address as "%s"', (name, slug) => {
    expect(toSlug(name)).toBe(slug);
  });
});

describe('tokens', () => {
  it('are long, unlike each other, and known by their shape', () => {
    const tokens = Array.from({ length: 50 }, createToken);
    expect(new Set(tokens).size).toBe(50);
    expect(tokens.every(isToken)).toBe(true);
    for (const other of ['', 'x', `${tokens[0]}x`, ' '.repeat(43), 5, null, { length: 43 }])
      expect(isToken(other)).toBe(false);
    expect(hashToken(tokens[0]!)).toHaveLength(32);
  });
});
