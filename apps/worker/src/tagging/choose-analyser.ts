import * as z from 'zod';
import { type SentimentAnalyser } from './analyser.js';
import { ComprehendAnalyser } from './comprehend-analyser.js';
import { LexiconAnalyser } from './lexicon-analyser.js';

/** The worker's own variables; region and credentials of Comprehend are found by the SDK. */
const environmentSchema = z.object({
  SENTIMENT_ANALYSER: z.enum(['lexicon', 'comprehend']).default('lexicon'),
  COMPREHEND_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(3_000),
});

/** The analyser that the environment asks for. @throws if a variable has no known value; its name is told, never its value. */
export function chooseAnalyser(environment: NodeJS.ProcessEnv): SentimentAnalyser {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    throw new Error(`Not understood: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}`);
  }
  const { SENTIMENT_ANALYSER, COMPREHEND_TIMEOUT_MS } = parsed.data;
  if (SENTIMENT_ANALYSER === 'lexicon') return new LexiconAnalyser();
  return new ComprehendAnalyser({ timeoutMs: COMPREHEND_TIMEOUT_MS });
}
