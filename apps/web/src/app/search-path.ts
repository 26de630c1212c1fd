/** The address of a search, as the page for it reads it. */
export function searchPath(words: string): string {
  return `/search?q=${encodeURIComponent(words)}`;
}
