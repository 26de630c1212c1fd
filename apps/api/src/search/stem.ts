const VOWELS = /[aeiouy]/;
const LEAST = 3;

/** Words without a meaning of their own that would share a stem with others; they are found as they are written. */
const PLAIN = new Set(
  (
    'como com para por pero porque esta este esto estas estos isso isto essa esse cada cual donde desde sobre entre ' +
    'the this that these those then than them they there here where were when with have has had does done from your ' +
    'mais mas muy muito uma unas unos del los las nos mis tus sus que quien quem are was will and for not you'
  ).split(' '),
);

/** Endings of verbs in Spanish, Portuguese and English; what is left must have a vowel and three letters. */
const VERBAL = ['iend', 'yend', 'and', 'end', 'ind', 'ing', 'ad', 'id', 'ed', 'ar', 'er', 'ir'];
const DOUBLED = /([bdfgmnpt])\1$/;

/**
 * What the forms of a folded word share, for Spanish, Portuguese and English at once, since a message does not say what
 * language it is in: `gatos` and `gato`, `mensagens` and `mensagem`, `canciones` and `canción`, `running` and `run`.
 * It only has to be the same for forms of a word; it is no word itself.
 */
export function stemOf(word: string): string {
  if (word.length <= LEAST || PLAIN.has(word)) return lastLetter(word);
  let stem = word.replaceAll('cc', 'c');
  if (/[aeou]is$/.test(stem) && stem.length > LEAST + 2) stem = `${stem.slice(0, -2)}l`;
  else if (stem.endsWith('s') && !stem.endsWith('ss')) stem = stem.slice(0, -1);
  stem = trimVowels(stem);
  if (/[aeiou][mn]$/.test(stem) && stem.length > LEAST + 1) stem = trimVowels(stem.slice(0, -1));
  return lastLetter(trimVowels(withoutVerbal(stem)));
}

function withoutVerbal(stem: string): string {
  const ending = VERBAL.find((candidate) => stem.endsWith(candidate));
  if (ending === undefined) return stem;
  const rest = stem.slice(0, -ending.length);
  if (rest.length < LEAST || !VOWELS.test(rest)) return stem;
  const isEnglish = ending === 'ing' || ending === 'ed';
  return isEnglish && DOUBLED.test(rest) && rest.length > LEAST ? rest.slice(0, -1) : rest;
}

function trimVowels(word: string): string {
  let end = word.length;
  while (end > LEAST && VOWELS.test(word[end - 1] ?? '')) end -= 1;
  return word.slice(0, end);
}

/** `luz` and `luces` */
function lastLetter(stem: string): string {
  return stem.endsWith('z') ? `${stem.slice(0, -1)}c` : stem;
}
