import * as z from 'zod/mini';
import { readStoredJson, writeStored } from '../ui/storage.js';

const KEY = 'tertulia.searches';
const MOST = 8;
const keptSchema = z.array(z.string());

/** What was searched in this browser, the last first. */
export function readRecentSearches(): string[] {
  const kept = keptSchema.safeParse(readStoredJson(KEY));
  return kept.success ? kept.data.slice(0, MOST) : [];
}

/** Keeps a search that was of use. */
export function keepRecentSearch(query: string): void {
  if (query === '') return;
  const others = readRecentSearches().filter((kept) => kept !== query);
  writeStored(KEY, JSON.stringify([query, ...others].slice(0, MOST)));
}

/** Forgets them: when the person wishes so, and when they leave. */
export function clearRecentSearches(): void {
  writeStored(KEY, null);
}
