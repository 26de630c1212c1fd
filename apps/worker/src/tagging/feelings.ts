/**
 * How words of a language feel, written for this project in the manner of AFINN: from 4 (delight) to -4 (hate). `values` has a
 * line for each value; `word*` is every word that begins so; `_` joins the words of a phrase. No accents: they are taken from
 * the text as well (ñ stays).
 */
export interface Feelings {
  values: string;
  /** Turn what follows into its contrary. */
  negations: string;
  /** Make what follows, or stands right before, stronger; weaker. */
  boosters: string;
  softeners: string;
  /** Begin the part of a sentence that counts more, `good but late`, and the one that counts less. */
  contrasts: string;
  concessions: string;
}
