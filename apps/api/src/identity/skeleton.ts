import { prototypes } from './confusables.js';

/** Not told apart by people, though Unicode's table does: dots on the i, two v and a w, the signs that join words. */
const folds: readonly [RegExp, string][] = [
  [/i/g, 'l'],
  [/w/g, 'vv'],
  [/[_.]/g, '-'],
];

/**
 * What two names must not share if nobody is to be taken for somebody else: the skeleton of UTS 39, section 4, made blind
 * to case as well. Both the name as it is shown and its small letters count, so that `ВАН` (Cyrillic) is `BAH` and `Ian`
 * is `lan`. Accents stay, as in UTS 39: `jose` and `josé` are two people (product rule 4.6). For comparing alone, never
 * for showing.
 */
export function skeletonOf(name: string): string {
  // NFKC would make a sigma of the Greek letter that looks like a c.
  const plain = name.replace(/[\u03f2\u03f9]/g, 'c').normalize('NFKC');
  const shown = toPrototypes(plain.replace(/\p{Default_Ignorable_Code_Point}/gu, ''));
  return folds.reduce((text, [from, to]) => text.replace(from, to), toPrototypes(shown.toLowerCase()));
}

/** The same for a display name, which may also be dressed up with signs: `@ana` and `~ana~` look like `ana`. */
export function displaySkeletonOf(name: string): string {
  return skeletonOf(name.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{M}\p{N}]+$/gu, ''));
}

function toPrototypes(text: string): string {
  let result = '';
  for (const character of text.normalize('NFD')) result += prototypes.get(character) ?? character;
  return result.normalize('NFD');
}
