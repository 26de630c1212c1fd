import { developmentEn, heldOutEn } from './corpus-en.js';
import { developmentEs, heldOutEs } from './corpus-es.js';
import { developmentPt, heldOutPt } from './corpus-pt.js';
import { type Language } from './languages.js';
import { type SentimentLabel } from './sentiment-label.js';

/** A sentence and what people say of it. */
export interface Labelled {
  text: string;
  language: Language;
  isProhibited: boolean;
  sentiment: SentimentLabel;
  /** Hard by intention: irony, quotation, knowledge of the world. */
  isHard: boolean;
}

const labels: Record<string, SentimentLabel> = { '+': 'positive', '-': 'negative', '0': 'neutral', '~': 'mixed' };

/** What the rules were made with. */
export const developmentCorpus = [
  ...read('es', developmentEs),
  ...read('pt', developmentPt),
  ...read('en', developmentEn),
];

/** What was written before the rules, and never used to mend them. */
export const heldOutCorpus = [...read('es', heldOutEs), ...read('pt', heldOutPt), ...read('en', heldOutEn)];

function read(language: Language, lines: string): Labelled[] {
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [, prohibited, sign = '', hard, text = ''] = /^([!.])([-+0~])(\*?) (.+)$/.exec(line) ?? [];
      const sentiment = labels[sign];
      if (!sentiment) throw new Error(`This line of the corpus has no marks: ${line}`);
      return { text, language, isProhibited: prohibited === '!', sentiment, isHard: hard === '*' };
    });
}
