import { describe, expect, it } from '@jest/globals';
import { locales } from '@tertulia/contract';
import { enCommon } from './en-common.js';
import { enComposer } from './en-composer.js';
import { enMail } from './en-mail.js';
import { enMessages } from './en-messages.js';
import { enNavigation } from './en-navigation.js';
import { enPages } from './en-pages.js';
import { enPictures } from './en-pictures.js';
import { loadMailTexts } from './mail-texts.js';
import { loadPictureTexts } from './picture-texts.js';
import type { Plural } from './texts.js';
import { chooseLocale, createTranslator, loadLanguage } from './translate.js';

const languages = await Promise.all(locales.map(loadLanguage));
const catalogues = Object.fromEntries(languages.map(({ locale, messages }) => [locale, messages]));
const english = Object.entries(catalogues['en'] ?? {});
const translator = (wanted: string) => {
  const language = languages.find(({ locale }) => locale === wanted);
  if (!language) throw new Error(`There is no ${wanted}.`);
  return createTranslator(language);
};

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('the texts of all languages', () => {
  it.each(locales)('%s has every key, no empty text, and the same placeholders', (locale) => {
    expect(english.length).toBeGreaterThan(100);
    expect(Object.keys(catalogues[locale] ?? {})).toEqual(english.map(([key]) => key));
    for (const [key, text] of english) {
      const own: unknown = Object.entries(catalogues[locale] ?? {}).find(([candidate]) => candidate === key)?.[1];
      if (typeof text === 'string') {
        expect(own).not.toBe('');
        expect([key, placeholders(String(own))]).toEqual([key, placeholders(text)]);
      } else {
        expect([key, own]).toEqual([key, { one: expect.any(String), other: expect.any(String) }]);
      }
    }
  });

  it.each(locales)('%s has every text about mail, none empty, and the same placeholders', async (locale) => {
    const own = await loadMailTexts(locale);
    expect(Object.keys(own)).toEqual(Object.keys(enMail));
    for (const [key, text] of Object.entries(own)) {
      const english = Object.entries(enMail).find(([candidate]) => candidate === key)?.[1];
      expect(text).not.toBe('');
      expect([key, placeholders(text)]).toEqual([key, placeholders(english ?? '')]);
    }
  });

  it.each(locales)('%s has every text about pictures, none empty, and the same placeholders', async (locale) => {
    const own = await loadPictureTexts(locale);
    expect(Object.keys(own)).toEqual(Object.keys(enPictures));
    const wordsOf = (text: string | Plural | undefined) => (typeof text === 'string' ? text : (text?.other ?? ''));
    const english = new Map<string, string | Plural>(Object.entries(enPictures));
    for (const [key, text] of Object.entries(own)) {
      expect(text).not.toBe('');
      expect([key, placeholders(wordsOf(text))]).toEqual([key, placeholders(wordsOf(english.get(key)))]);
    }
  });

  it('has no key in two parts, of which one would hide the other', () => {
    const keys = [enCommon, enMessages, enComposer, enNavigation, enPages].flatMap((part) => Object.keys(part));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('follows the plural rules of each language', () => {
    expect(translator('en').plural('newBelow', 1)).toBe('1 new message');
    expect(translator('en').plural('newBelow', 0)).toBe('0 new messages');
    expect(translator('es').plural('newBelow', 2)).toBe('2 mensajes nuevos');
    expect(translator('pt-BR').plural('newBelow', 0)).toBe('0 mensagem nova');
  });

  it('chooses the first language that there is', () => {
    expect(chooseLocale(['de-DE', 'pt-PT', 'en'])).toBe('pt-BR');
    expect(chooseLocale(['es-419'])).toBe('es');
    expect(chooseLocale(['ja'])).toBe('en');
  });
});
