import { type Sentiment } from './sentiment.js';

/** What became of one text: how it sounds, or why that is not known now. */
export type Analysis = { sentiment: Sentiment } | { failure: string };

/** Says how texts sound. Whoever calls may ask again for those that failed. */
export interface SentimentAnalyser {
  /** With the version it makes the source of a tag: `lexicon@1`. */
  readonly name: string;
  readonly version: string;
  /** One answer a text, in the same order. */
  analyse(texts: readonly string[], signal?: AbortSignal): Promise<Analysis[]>;
  /** Lets go of all connections; nothing is asked afterwards. */
  close(): void;
}
