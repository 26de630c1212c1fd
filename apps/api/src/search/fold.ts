/** A text without case and accents, and where each unit of it stands in the original. */
export interface Folded {
  text: string;
  /** For each UTF-16 unit of `text`: the code point of the original that it came from, and the one after it. */
  starts: number[];
  ends: number[];
}

const COMBINING = /[\u0300-\u036f]+/g;
/** Half-width Japanese has its voicing marks as characters of their own. */
const MARKS = /^[\p{M}\uff9e\uff9f]$/u;
const FIRST_NON_ASCII = 0x80;
const MOST_REMEMBERED = 20_000;

/** Letters that Unicode does not take apart, as people write them without their keyboard. */
const LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
  þ: 'th',
  ς: 'σ',
};

const remembered = new Map<string, string>();

/** One character with its marks, folded: compatibility forms resolved, Latin accents gone, lower case; か and が stay apart. */
function foldCharacter(character: string): string {
  const known = remembered.get(character);
  if (known !== undefined) return known;
  const bare = character.normalize('NFKD').replace(COMBINING, '').toLowerCase().replace(COMBINING, '').normalize('NFC');
  const folded = Array.from(bare, (letter) => LETTERS[letter] ?? letter).join('');
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  // A character with many marks is rarely met again.
  if (character.length <= 2) remembered.set(character, folded);
  return folded;
}

/** Folds a text character by character, so that what is found in it can be shown in the original. Linear. */
export function fold(original: string): Folded {
  const folded: Folded = { text: '', starts: [], ends: [] };
  let cluster = '';
  let start = 0;
  let position = 0;
  const flush = (): void => {
    const text = foldCharacter(cluster);
    folded.text += text;
    for (let unit = 0; unit < text.length; unit += 1) {
      folded.starts.push(start);
      folded.ends.push(position);
    }
  };
  for (const character of original) {
    const isMark = (character.codePointAt(0) ?? 0) >= FIRST_NON_ASCII && MARKS.test(character);
    if (!isMark || cluster.length > 16) {
      if (cluster !== '') flush();
      cluster = character;
      start = position;
    } else {
      cluster += character;
    }
    position += 1;
  }
  if (cluster !== '') flush();
  return folded;
}
