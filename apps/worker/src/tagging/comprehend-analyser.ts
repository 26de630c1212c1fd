import {
  BatchDetectSentimentCommand,
  type BatchDetectSentimentCommandOutput,
  ComprehendClient,
} from '@aws-sdk/client-comprehend';
import * as z from 'zod';
import { type Analysis, type SentimentAnalyser } from './analyser.js';
import { detectLanguage } from './detect-language.js';
import { type Language, languages } from './languages.js';

/** Bounds of BatchDetectSentiment. Source: Comprehend API reference. */
const TEXTS_AT_ONCE = 25;
const BYTES_OF_A_TEXT = 5_000;
const CONNECT_TIMEOUT_MS = 1_000;

const resultSchema = z.object({
  Index: z.int().min(0),
  Sentiment: z.enum(['POSITIVE', 'NEGATIVE', 'NEUTRAL', 'MIXED']),
  SentimentScore: z.object({ Positive: z.number(), Negative: z.number(), Neutral: z.number(), Mixed: z.number() }),
});

const labels = { POSITIVE: 'positive', NEGATIVE: 'negative', NEUTRAL: 'neutral', MIXED: 'mixed' } as const;
const scores = { POSITIVE: 'Positive', NEGATIVE: 'Negative', NEUTRAL: 'Neutral', MIXED: 'Mixed' } as const;

export interface ComprehendSettings {
  timeoutMs: number;
  /** Absent: what the SDK finds in the environment. */
  endpoint?: string;
}

/** Amazon Comprehend: costs three units a message at least, and is asked for many texts of one language at once. */
export class ComprehendAnalyser implements SentimentAnalyser {
  readonly name = 'comprehend';
  /** Amazon names none: the version of its API. */
  readonly version = '2017-11-27';
  private readonly client: ComprehendClient;

  constructor(private readonly settings: ComprehendSettings) {
    this.client = new ComprehendClient({
      ...(settings.endpoint && { endpoint: settings.endpoint }),
      // The queue brings a message again, later and with a limit; a second try of the SDK would only keep the others waiting.
      maxAttempts: 1,
      requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS },
    });
  }

  async analyse(texts: readonly string[], signal?: AbortSignal): Promise<Analysis[]> {
    const answers: Analysis[] = texts.map(() => ({ failure: 'not answered' }));
    for (const language of languages) {
      const chosen = [...texts.keys()].filter((at) => detectLanguage(texts[at] ?? '').language === language);
      const spoken = chosen.filter((at) => (texts[at] ?? '').trim() !== '');
      for (const at of chosen) if (!spoken.includes(at)) answers[at] = silence(language);
      for (let first = 0; first < spoken.length; first += TEXTS_AT_ONCE) {
        const places = spoken.slice(first, first + TEXTS_AT_ONCE);
        const found = await this.ask(
          places.map((at) => cutToBytes(texts[at] ?? '', BYTES_OF_A_TEXT)),
          language,
          signal,
        );
        places.forEach((at, index) => (answers[at] = found[index] ?? { failure: 'not answered' }));
      }
    }
    return answers;
  }

  close(): void {
    this.client.destroy();
  }

  private async ask(texts: string[], language: Language, signal?: AbortSignal): Promise<Analysis[]> {
    const timeout = AbortSignal.timeout(this.settings.timeoutMs);
    try {
      const answer = await this.client.send(
        new BatchDetectSentimentCommand({ TextList: texts, LanguageCode: language }),
        { abortSignal: signal ? AbortSignal.any([signal, timeout]) : timeout },
      );
      return texts.map((_, index) => readAnswer(answer, index, language));
    } catch (error) {
      const failure = error instanceof Error ? error.name : 'unknown';
      return texts.map(() => ({ failure }));
    }
  }
}

/** As many whole characters as fit into so many bytes of UTF-8. */
export function cutToBytes(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}

function readAnswer(answer: BatchDetectSentimentCommandOutput, index: number, language: Language): Analysis {
  const refused = answer.ErrorList?.find((error) => error.Index === index);
  if (refused) return { failure: refused.ErrorCode ?? 'unknown' };
  const result = resultSchema.safeParse(answer.ResultList?.find((one) => one.Index === index));
  if (!result.success) return { failure: 'not understood' };
  const { Sentiment: label, SentimentScore: values } = result.data;
  return { sentiment: { label: labels[label], score: round(values[scores[label]]), language } };
}

/** Comprehend refuses a text without content; there is nothing to be felt in it either. */
function silence(language: Language): Analysis {
  return { sentiment: { label: 'neutral', score: 0, language } };
}

function round(score: number): number {
  return Math.round(Math.min(1, Math.max(0, score)) * 100) / 100;
}
