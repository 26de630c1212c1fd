import { describe, expect, it } from '@jest/globals';
import { displayNameSchema, locales } from '@tertulia/contract';
import { randomName } from './random-name.js';

describe('the name that is offered', () => {
  it.each(locales)('is two words that may be a name, in %s', (locale) => {
    for (const value of [0, 0.5, 0.999]) {
      const name = randomName(locale, () => value);
      expect(displayNameSchema.parse(name)).toBe(name);
      expect(name).toMatch(/^\p{Lu}\S+ \S+$/u);
    }
  });

  it('follows the order of words of the language', () => {
    expect(randomName('es', () => 0.999)).toBe('Zorro verde');
    expect(randomName('en', () => 0)).toBe('Amber badger');
  });
});
