import { describe, expect, it } from '@jest/globals';
import { locales } from '@tertulia/contract';
import { catalogues, chooseLocale, createTranslator } from './translate.js';

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('the texts of all languages', () => {
  it.each(locales)('%s has every key, no empty text, and the same placeholders', (locale) => {
    expect(Object.keys(catalogues[locale])).toEqual(Object.keys(catalogues.en));
    for (const [key, english] of Object.entries(catalogues.en)) {
      const own: unknown = Object.entries(catalogues[locale]).find(([candidate]) => candidate === key)?.[1];
      if (typeof english === 'string') {
        expect(own).not.toBe('');
        expect([key, placeholders(String(own))]).toEqual([key, placeholders(english)]);
      } else {
        expect([key, own]).toEqual([key, { one: expect.any(String), other: expect.any(String) }]);
      }
    }
  });

  it('follows the plural rules of each language', () => {
    expect(createTranslator('en').plural('newBelow', 1)).toBe('1 new message');
    expect(createTranslator('en').plural('newBelow', 0)).toBe('0 new messages');
    expect(createTranslator('es').plural('newBelow', 2)).toBe('2 mensajes nuevos');
    expect(createTranslator('pt-BR').plural('newBelow', 0)).toBe('0 mensagem nova');
  });

  it('chooses the first language that there is', () => {
    expect(chooseLocale(['de-DE', 'pt-PT', 'en'])).toBe('pt-BR');
    expect(chooseLocale(['es-419'])).toBe('es');
    expect(chooseLocale(['ja'])).toBe('en');
  });
});
