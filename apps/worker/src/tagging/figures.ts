import { type Labelled } from './corpus.js';
import { type Language, languages } from './languages.js';
import { type SentimentLabel, sentimentLabels } from './sentiment-label.js';

/** What is measured: two judgements of one text. */
export interface Judge {
  isProhibited(text: string): boolean;
  sentiment(text: string): SentimentLabel;
}

/** How well one judgement does on some lines; precision, recall and F1 are of prohibited words. */
export interface Figures {
  lines: number;
  precision: number;
  recall: number;
  f1: number;
  /** The share of lines whose sentiment is right. */
  accuracy: number;
  positiveF1: number;
  negativeF1: number;
  neutralF1: number;
  /** The mean over positive, negative and neutral: mixed lines are too few to be counted alike. */
  macroF1: number;
}

/** The figures of a language, and each line that was judged wrongly, with how. */
export interface Row {
  language: Language | 'all';
  figures: Figures;
  wrong: string[];
}

/** Compares a judge with the labels, language by language and all together. */
export function judge(corpus: readonly Labelled[], by: Judge): Row[] {
  const answers = corpus.map((line) => ({
    line,
    isProhibited: by.isProhibited(line.text),
    sentiment: by.sentiment(line.text),
  }));
  return [...languages, 'all' as const].map((language) => {
    const chosen = answers.filter(({ line }) => language === 'all' || line.language === language);
    const figures = { lines: chosen.length, ...ofWords(chosen), ...ofSentiment(chosen) };
    return { language, figures, wrong: chosen.flatMap(describe) };
  });
}

interface Answer {
  line: Labelled;
  isProhibited: boolean;
  sentiment: SentimentLabel;
}

function ofWords(answers: readonly Answer[]): Pick<Figures, 'precision' | 'recall' | 'f1'> {
  return ratios(
    answers,
    ({ line }) => line.isProhibited,
    ({ isProhibited }) => isProhibited,
  );
}

function ofSentiment(answers: readonly Answer[]): Omit<Figures, 'lines' | 'precision' | 'recall' | 'f1'> {
  const right = answers.filter(({ line, sentiment }) => line.sentiment === sentiment).length;
  const [positiveF1 = 0, negativeF1 = 0, neutralF1 = 0] = sentimentLabels.map((label) => {
    return ratios(
      answers,
      ({ line }) => line.sentiment === label,
      ({ sentiment }) => sentiment === label,
    ).f1;
  });
  const macroF1 = round((positiveF1 + negativeF1 + neutralF1) / 3);
  return { accuracy: round(right / answers.length), positiveF1, negativeF1, neutralF1, macroF1 };
}

function ratios(answers: readonly Answer[], isSo: (answer: Answer) => boolean, isSaid: (answer: Answer) => boolean) {
  const both = answers.filter((answer) => isSo(answer) && isSaid(answer)).length;
  const said = answers.filter(isSaid).length;
  const so = answers.filter(isSo).length;
  const precision = said === 0 ? 1 : both / said;
  const recall = so === 0 ? 1 : both / so;
  const f1 = both === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision: round(precision), recall: round(recall), f1: round(f1) };
}

function describe({ line, isProhibited, sentiment }: Answer): string[] {
  const words = isProhibited === line.isProhibited ? [] : [isProhibited ? 'not prohibited' : 'prohibited'];
  const feeling = sentiment === line.sentiment ? [] : [`${line.sentiment}, not ${sentiment}`];
  const wrong = [...words, ...feeling];
  return wrong.length === 0
    ? []
    : [`${line.language}${line.isHard ? ' (hard)' : ''}: ${line.text} — ${wrong.join('; ')}`];
}

function round(share: number): number {
  return Math.round(share * 1_000) / 1_000;
}
