/** A part of a text, by UTF-16 positions in the whole text. */
export interface Range {
  start: number;
  end: number;
}

/** Marks that hold other pieces. */
export type MarkKind = 'strong' | 'emphasis' | 'strike';

/** A piece of a line. Leaves point into the text, so that nothing can be shown that was not written. */
export type Inline =
  | (Range & { kind: 'text' })
  | (Range & { kind: 'code' })
  | (Holder & { kind: MarkKind })
  | (Holder & { kind: 'link'; href: string; isNamed: boolean });

interface Holder {
  children: Inline[];
  /** How many holders are inside of each other here. */
  depth: number;
  hasLink: boolean;
}

/** One item of a list, with the list under it. */
export interface ListItem {
  children: Inline[];
  nested: ListBlock | undefined;
}

/** A list; `first` is the number that a numbered one begins with. */
export interface ListBlock {
  kind: 'list';
  isNumbered: boolean;
  first: number;
  items: ListItem[];
}

/** A part of a message that stands by itself. */
export type Block =
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'code'; language: string; lines: Range[] }
  | { kind: 'quote'; children: Block[] }
  | ListBlock;

/** Counts the steps of parsing, so that tests can bound them without a clock. */
export interface Work {
  steps: number;
}

/** All leaves below some pieces, in the order of the text. */
export function* leavesOf(pieces: readonly Inline[]): Generator<Extract<Inline, Range>> {
  for (const piece of pieces) {
    if ('children' in piece) yield* leavesOf(piece.children);
    else yield piece;
  }
}
