/** A part of a folded text that can be searched for: a word, a run of a script without spaces, or an emoji. */
export interface Token {
  kind: 'word' | 'run' | 'emoji';
  text: string;
  /** Places in the folded text, in UTF-16 units. */
  start: number;
  end: number;
}

/** Scripts that are written without spaces, or with endings that belong to no word of their own. */
const SCRIPTS =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー々';
const TOKEN = new RegExp(
  `([${SCRIPTS}][${SCRIPTS}\\p{M}]*)|([[\\p{L}\\p{N}\\p{M}]--[${SCRIPTS}]]+)|\\p{RI}{2}|\\p{Extended_Pictographic}`,
  'gv',
);

/** Cuts a folded text into its tokens, in order. */
export function tokensOf(folded: string): Token[] {
  const tokens: Token[] = [];
  for (const match of folded.matchAll(TOKEN)) {
    const [text, run, word] = match;
    const kind = run !== undefined ? 'run' : word !== undefined ? 'word' : 'emoji';
    tokens.push({ kind, text, start: match.index, end: match.index + text.length });
  }
  return tokens;
}
