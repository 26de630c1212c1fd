import { commonWords, tellingSigns, wordShapes } from './language-words.js';
import { type Language, languages } from './languages.js';

export interface DetectedLanguage {
  language: Language;
  /** 0 when nothing told the languages apart (then the language is the fallback), towards 1 the clearer it is. */
  confidence: number;
}

/** Words looked at: a text of several languages is what it begins as. */
const WORDS_READ = 300;
const SHAPE_WEIGHT = 0.35;
const SIGN_WEIGHT = 1.5;
/** What an undecided word would be worth: keeps a single telling word from being certainty. */
const DOUBT = 1;

type Scores = Record<Language, number>;

const weights = gatherWeights();

/** Which of the three languages a text is written in, by its small words, its spelling and its signs; pure and linear. */
export function detectLanguage(text: string, fallback: Language = 'es'): DetectedLanguage {
  const scores: Scores = { es: 0, pt: 0, en: 0 };
  // Addresses and names of people say nothing about the language around them.
  const plain = text
    .slice(0, 8_000)
    .normalize('NFC')
    .toLowerCase()
    .replace(/\bhttps?:\/\/\S+|[@#][\w.-]+/g, ' ');
  for (const [language, sign] of tellingSigns) if (sign.test(plain)) scores[language] += SIGN_WEIGHT;
  let read = 0;
  for (const [word] of plain.matchAll(/[\p{L}\p{M}]+(?:['’][\p{L}]+)?/gu)) {
    if (++read > WORDS_READ) break;
    addWord(scores, word.replace('’', "'"));
  }
  return decide(scores, fallback);
}

function addWord(scores: Scores, word: string): void {
  const known = weights.get(word) ?? weights.get(word.replaceAll("'", ''));
  if (known) {
    for (const language of languages) scores[language] += known[language];
    return;
  }
  for (const [language, shape] of wordShapes) if (shape.test(word)) scores[language] += SHAPE_WEIGHT;
}

function decide(scores: Scores, fallback: Language): DetectedLanguage {
  const [best, second] = [...languages].sort((a, b) => scores[b] - scores[a]);
  if (!best || !second || scores[best] === scores[second]) return { language: fallback, confidence: 0 };
  return { language: best, confidence: (scores[best] - scores[second]) / (scores[best] + DOUBT) };
}

/** A word counts in full for the only language that has it, and less without the accents that people leave out. */
function gatherWeights(): Map<string, Scores> {
  const found = new Map<string, Scores>();
  const put = (word: string, language: Language, weight: number) => {
    const scores = found.get(word) ?? { es: 0, pt: 0, en: 0 };
    scores[language] = Math.max(scores[language], weight);
    found.set(word, scores);
  };
  for (const language of languages) {
    for (const word of commonWords[language].split(/\s+/).filter(Boolean)) {
      put(word, language, 1);
      put(word.normalize('NFD').replace(/\p{M}/gu, ''), language, 0.6);
    }
  }
  for (const scores of found.values()) {
    const sharing = languages.filter((language) => scores[language] > 0).length;
    for (const language of languages) scores[language] /= sharing;
  }
  return found;
}
