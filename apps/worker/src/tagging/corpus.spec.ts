import { describe, expect, it } from '@jest/globals';
import { developmentCorpus, heldOutCorpus } from './corpus.js';
import { detectLanguage } from './detect-language.js';
import { judge } from './figures.js';
import { languages } from './languages.js';
import { sentimentOf } from './sentiment.js';
import { findProhibited } from './words.js';

const tagger = {
  isProhibited: (text: string) => findProhibited(text).length > 0,
  sentiment: (text: string) => sentimentOf(text).label,
};

describe('the labelled lines', () => {
  it('are at least 120 a language, a third or so of them held out, and each stands once', () => {
    for (const language of languages) {
      const development = developmentCorpus.filter((line) => line.language === language).length;
      const heldOut = heldOutCorpus.filter((line) => line.language === language).length;
      expect(development + heldOut).toBeGreaterThanOrEqual(120);
      expect(heldOut / (development + heldOut)).toBeGreaterThan(0.33);
    }
    const texts = [...developmentCorpus, ...heldOutCorpus].map(({ text, language }) => `${language} ${text}`);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('have every kind in every language', () => {
    for (const corpus of [developmentCorpus, heldOutCorpus]) {
      for (const language of languages) {
        const lines = corpus.filter((line) => line.language === language);
        expect(lines.filter(({ isProhibited }) => isProhibited).length).toBeGreaterThan(20);
        expect(new Set(lines.map(({ sentiment }) => sentiment)).size).toBe(4);
      }
    }
  });
});

describe('how well the rules do, a little below what was measured', () => {
  it.each([
    ['development', developmentCorpus, { precision: 0.97, recall: 0.97, accuracy: 0.92, macroF1: 0.92 }],
    ['held out', heldOutCorpus, { precision: 0.95, recall: 0.95, accuracy: 0.87, macroF1: 0.87 }],
  ])('%s', (_name, corpus, floors) => {
    for (const { language, figures } of judge(corpus, tagger)) {
      const found = { language, ...pick(figures) };
      expect({ ...found, isReached: isReached(found, floors) }).toEqual({ ...found, isReached: true });
    }
  });

  it('knows the language of nearly every line', () => {
    const all = [...developmentCorpus, ...heldOutCorpus];
    const known = all.filter(({ text, language }) => detectLanguage(text).language === language).length;
    expect(known / all.length).toBeGreaterThan(0.93);
  });
});

type Floors = { precision: number; recall: number; accuracy: number; macroF1: number };

function pick({ precision, recall, accuracy, macroF1 }: Floors): Floors {
  return { precision, recall, accuracy, macroF1 };
}

function isReached(figures: Floors, floors: Floors): boolean {
  return (
    figures.precision >= floors.precision &&
    figures.recall >= floors.recall &&
    figures.accuracy >= floors.accuracy &&
    figures.macroF1 >= floors.macroF1
  );
}
