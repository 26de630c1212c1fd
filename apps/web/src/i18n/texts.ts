/** A text that depends on a number; `many` is only needed where a language has it for counts that occur here. */
export interface Plural {
  one: string;
  other: string;
}

/** The same keys as another catalogue, with texts of the same kind. */
export type TextsLike<Texts> = { [Key in keyof Texts]: Texts[Key] extends string ? string : Plural };
