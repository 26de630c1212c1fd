import { linkEnd, toHref } from './find-links.js';
import { CodeRuns, readTarget, sidesOf } from './markdown-scan.js';
import type { Inline, MarkKind, Work } from './markdown-tree.js';

/** Marks inside of marks; deeper ones stay as they were typed. */
const DEEPEST = 8;
/** How far back a closing mark looks for one that fits it. */
const LOOK_BACK = 4;
/** Its underlines are arms, and its backslash is one too. */
const SHRUG = '¯\\_(ツ)_/¯';
const ESCAPABLE = /[!-/:-@[-`{-~]/;

/** A run of `*`, `_` or `~` that may open a mark. */
interface Opener {
  sign: string;
  /** Where its text stands in the pieces. */
  at: number;
  length: number;
  isBoth: boolean;
}

/** Finds the marks of one stretch of text, in time that grows with its length alone. */
export function parseInline(text: string, start: number, end: number, work: Work = { steps: 0 }): Inline[] {
  return new InlineParser(text, start, end, work).parse();
}

class InlineParser {
  private readonly pieces: Inline[] = [];
  private readonly openers: Record<string, Opener[]> = { '*': [], _: [], '~': [] };
  /** Where opening brackets stand in the pieces. */
  private brackets: number[] = [];
  private readonly runs: CodeRuns;
  private plainFrom: number;

  constructor(
    private readonly text: string,
    private position: number,
    private readonly end: number,
    private readonly work: Work,
  ) {
    this.plainFrom = position;
    this.runs = new CodeRuns(text, position, end, work);
  }

  parse(): Inline[] {
    while (this.position < this.end) {
      this.work.steps += 1;
      if (!this.takeSpecial(this.text[this.position] ?? '')) this.position += 1;
    }
    this.putPlain(this.end);
    return this.pieces;
  }

  /** @returns whether something began here that is more than its sign. */
  private takeSpecial(sign: string): boolean {
    if (sign === '¯' && this.text.startsWith(SHRUG, this.position)) return this.skip(SHRUG.length);
    if (sign === '\\') return this.takeEscape();
    if (sign === '`') return this.takeCode();
    if (sign === '*' || sign === '_' || sign === '~') return this.takeRun(sign);
    if (sign === '[') return this.openBracket();
    if (sign === ']') return this.closeBracket();
    return this.takeBareLink();
  }

  private skip(length: number): boolean {
    this.position = Math.min(this.end, this.position + length);
    return true;
  }

  private takeEscape(): boolean {
    const isEscape = this.position + 1 < this.end && ESCAPABLE.test(this.text[this.position + 1] ?? '');
    if (!isEscape) return false;
    this.putPlain(this.position);
    this.plainFrom = this.position + 1;
    return this.skip(2);
  }

  private takeCode(): boolean {
    const { length, close } = this.runs.at(this.position);
    if (close === undefined) return this.skip(length);
    this.putPlain(this.position);
    this.pieces.push({ kind: 'code', start: this.position + length, end: close });
    this.moveTo(close + length);
    return true;
  }

  private takeBareLink(): boolean {
    const found = linkEnd(this.text, this.position);
    if (found === undefined) return false;
    const end = Math.min(found, this.end);
    this.work.steps += end - this.position;
    const href = toHref(this.text.slice(this.position, end));
    if (href === undefined) return this.skip(Math.max(1, end - this.position));
    this.putPlain(this.position);
    this.pieces.push(linked(href, false, [{ kind: 'text', start: this.position, end }]));
    this.moveTo(end);
    return true;
  }

  private takeRun(sign: string): boolean {
    const { position } = this;
    let end = position;
    while (end < this.end && this.text[end] === sign) end += 1;
    this.work.steps += end - position;
    const { canOpen, canClose } = sidesOf(this.text, position, end);
    let length = end - position;
    if (sign === '~' && length !== 2) return this.skip(length);
    this.putPlain(position);
    if (canClose) length = this.closeMarks(sign, length, canOpen);
    // What is left of the run is text unless something closes it later.
    this.plainFrom = end - length;
    if (canOpen && length > 0) {
      const at = this.pieces.length;
      this.pieces.push({ kind: 'text', start: end - length, end });
      this.openers[sign]?.push({ sign, at, length, isBoth: canClose });
      this.plainFrom = end;
    }
    this.position = end;
    return true;
  }

  /** @returns how much of the closing run is left. */
  private closeMarks(sign: string, given: number, isBoth: boolean): number {
    let length = given;
    while (length > 0) {
      const opener = this.findOpener(sign, length, isBoth);
      if (!opener) break;
      const used = sign === '~' || (opener.length >= 2 && length >= 2) ? 2 : 1;
      const isDone = this.wrap(opener, used, kindOf(sign, used));
      if (!isDone) break;
      length -= used;
    }
    return length;
  }

  private findOpener(sign: string, length: number, isBoth: boolean): Opener | undefined {
    const stack = this.openers[sign] ?? [];
    for (let index = stack.length - 1; index >= Math.max(0, stack.length - LOOK_BACK); index -= 1) {
      this.work.steps += 1;
      const opener = stack[index];
      // CommonMark's rule of three keeps `*a**b*` from being torn apart.
      const isOdd = (opener?.isBoth || isBoth) && ((opener?.length ?? 0) + length) % 3 === 0 && length % 3 !== 0;
      if (opener && !isOdd) return opener;
    }
    return undefined;
  }

  private wrap(opener: Opener, used: number, kind: MarkKind): boolean {
    const inside = this.pieces.slice(opener.at + 1);
    this.work.steps += inside.length;
    if (depthOf(inside) >= DEEPEST) {
      // Whatever opened earlier would hold this too.
      for (const stack of Object.values(this.openers)) stack.length = 0;
      return false;
    }
    this.pieces.length = opener.at + 1;
    this.forgetAfter(opener.at);
    const sign = this.pieces[opener.at];
    opener.length -= used;
    if (sign?.kind === 'text') sign.end -= used;
    if (opener.length === 0) {
      this.pieces.length = opener.at;
      this.openers[opener.sign]?.pop();
    }
    this.pieces.push({ kind, children: inside, depth: 1 + depthOf(inside), hasLink: inside.some(hasLink) });
    return true;
  }

  /** What opened inside of a finished piece can no longer close outside of it. */
  private forgetAfter(at: number): void {
    for (const stack of Object.values(this.openers)) while ((stack.at(-1)?.at ?? -1) > at) stack.pop();
    while ((this.brackets.at(-1) ?? -1) > at) this.brackets.pop();
  }

  private openBracket(): boolean {
    this.putPlain(this.position);
    this.brackets.push(this.pieces.length);
    this.pieces.push({ kind: 'text', start: this.position, end: this.position + 1 });
    this.moveTo(this.position + 1);
    return true;
  }

  private closeBracket(): boolean {
    const at = this.brackets.pop();
    if (at === undefined) return false;
    const target = readTarget(this.text, this.position + 1, this.end, this.work);
    if (!target) return false;
    this.putPlain(this.position);
    const children = this.pieces.slice(at + 1);
    this.work.steps += children.length;
    // A name that is itself an address could promise another place than it leads to; brackets around it hold it as well.
    this.brackets = [];
    if (children.length === 0 || children.some(hasLink)) return false;
    this.pieces.length = at;
    this.forgetAfter(at - 1);
    this.pieces.push(linked(target.href, true, children));
    this.moveTo(target.end);
    return true;
  }

  private putPlain(end: number): void {
    if (end > this.plainFrom) this.pieces.push({ kind: 'text', start: this.plainFrom, end });
    this.plainFrom = end;
  }

  private moveTo(position: number): void {
    this.position = position;
    this.plainFrom = position;
  }
}

function kindOf(sign: string, used: number): MarkKind {
  if (sign === '~') return 'strike';
  return used === 2 ? 'strong' : 'emphasis';
}

function linked(href: string, isNamed: boolean, children: Inline[]): Inline {
  return { kind: 'link', href, isNamed, children, depth: 1 + depthOf(children), hasLink: true };
}

function depthOf(pieces: readonly Inline[]): number {
  return pieces.reduce((deepest, piece) => Math.max(deepest, 'children' in piece ? piece.depth : 0), 0);
}

function hasLink(piece: Inline): boolean {
  return 'children' in piece && piece.hasLink;
}
