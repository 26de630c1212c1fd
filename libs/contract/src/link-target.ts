/**
 * Where the target of `[name](target)` ends: at the bracket that closes more than was opened in it. Mentions and what is shown
 * of a message go by it alike, so that nobody is named inside of an address.
 * @param from where to look first, `to` where the target ends without such a bracket; both in UTF-16 units.
 */
export function targetEnd(text: string, from: number, to: number): number {
  let opened = 0;
  for (let index = from; index < to; index += 1) {
    if (text[index] === '(') opened += 1;
    else if (text[index] === ')') opened -= 1;
    if (opened < 0) return index;
  }
  return to;
}
