import { parseInline } from './markdown-inline.js';
import type { Block, Inline, ListBlock, Range, Work } from './markdown-tree.js';

/** Quotes inside of quotes; a deeper `>` is a sign like others. */
const DEEPEST_QUOTE = 3;
const FENCE = '```';
const LANGUAGE = /^[\w+#.-]{1,20}$/;
const ITEM = /^( {0,8})(?:[-*+•]|(\d{1,3})[.)]) +(?=\S)/;
const LONGEST_MARKER = 16;

/** Cuts a message into its parts: code, quotes, lists, and everything else as it was typed. Never throws. */
export function parseMarkdown(text: string, work: Work = { steps: 0 }): Block[] {
  const lines: Range[] = [];
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    lines.push({ start, end });
    start = end + 1;
  }
  work.steps += lines.length;
  return new BlockParser(text, lines, 0, work).parse();
}

class BlockParser {
  private readonly blocks: Block[] = [];
  private plain: Range[] = [];
  private index = 0;
  /** The line of the last closing fence; behind it no code begins. */
  private readonly lastFence: number;

  constructor(
    private readonly text: string,
    private readonly lines: readonly Range[],
    private readonly depth: number,
    private readonly work: Work,
  ) {
    this.lastFence = lines.findLastIndex((line) => this.read(line).trimEnd().endsWith(FENCE));
    work.steps += text.length === 0 ? 0 : (lines.at(-1)?.end ?? 0) - (lines[0]?.start ?? 0);
  }

  parse(): Block[] {
    while (this.index < this.lines.length) {
      this.work.steps += 1;
      if (!this.takeCode() && !this.takeQuote() && !this.takeList()) this.takePlain();
    }
    this.endPlain(true);
    return this.blocks;
  }

  private get line(): Range {
    return this.lines[this.index] ?? { start: 0, end: 0 };
  }

  private read({ start, end }: Range): string {
    return this.text.slice(start, end);
  }

  private takePlain(): void {
    this.plain.push(this.line);
    this.index += 1;
  }

  private takeCode(): boolean {
    const { start, end } = this.line;
    if (this.index >= this.lastFence || !this.text.startsWith(FENCE, start)) return false;
    let from = start;
    while (this.text[from] === '`') from += 1;
    const rest = this.text.slice(from, end).trim();
    if (from - start > FENCE.length || rest.includes('`')) return false;
    const language = LANGUAGE.test(rest) ? rest : '';
    const code: Range[] = language === '' && rest !== '' ? [{ start: from, end }] : [];
    this.endPlain();
    for (this.index += 1; this.index < this.lines.length; this.index += 1) {
      const { line } = this;
      const length = this.read(line).trimEnd().length;
      this.work.steps += line.end - line.start;
      if (!this.read(line).trimEnd().endsWith(FENCE)) {
        code.push(line);
        continue;
      }
      const content = { start: line.start, end: line.start + length - FENCE.length };
      if (content.end > content.start) code.push(content);
      this.index += 1;
      break;
    }
    this.blocks.push({ kind: 'code', language, lines: code });
    return true;
  }

  private takeQuote(): boolean {
    const inner: Range[] = [];
    while (this.index < this.lines.length && this.depth < DEEPEST_QUOTE && this.isQuoted(this.line)) {
      const { start, end } = this.line;
      inner.push({ start: Math.min(end, start + (this.text[start + 1] === ' ' ? 2 : 1)), end });
      this.index += 1;
    }
    if (inner.length === 0) return false;
    this.endPlain();
    const children = new BlockParser(this.text, inner, this.depth + 1, this.work).parse();
    this.blocks.push({ kind: 'quote', children });
    return true;
  }

  /** A sign that stands alone: `>_<` is a face. */
  private isQuoted({ start, end }: Range): boolean {
    if (start >= end || this.text[start] !== '>') return false;
    const next = this.text[start + 1];
    return start + 1 === end || next === ' ' || next === '>';
  }

  private takeList(): boolean {
    let marker = this.marker();
    if (!marker) return false;
    this.endPlain();
    const list: ListBlock = { kind: 'list', isNumbered: marker.isNumbered, first: marker.first, items: [] };
    const { indent } = marker;
    while (marker) {
      const last = list.items.at(-1);
      const isNested = last !== undefined && marker.indent >= indent + 2;
      if (!isNested && marker.isNumbered !== list.isNumbered) break;
      const item = { children: this.inline({ start: marker.end, end: this.line.end }), nested: undefined };
      if (isNested) {
        last.nested ??= { kind: 'list', isNumbered: marker.isNumbered, first: marker.first, items: [] };
        last.nested.items.push(item);
      } else list.items.push(item);
      this.index += 1;
      marker = this.marker();
    }
    this.blocks.push(list);
    return true;
  }

  private marker(): { indent: number; isNumbered: boolean; first: number; end: number } | undefined {
    const { start, end } = this.line;
    if (this.index >= this.lines.length) return undefined;
    const found = ITEM.exec(this.text.slice(start, Math.min(end, start + LONGEST_MARKER)));
    if (!found) return undefined;
    const [whole, spaces = '', number] = found;
    return {
      indent: spaces.length,
      isNumbered: number !== undefined,
      first: Number(number ?? 1),
      end: start + whole.length,
    };
  }

  /** Empty lines beside a block are its margin. */
  private endPlain(isLast = false): void {
    const isFirst = this.blocks.length === 0;
    let lines = this.plain;
    this.plain = [];
    if (!isFirst) lines = lines.slice(firstFull(lines, (line) => this.read(line)));
    if (!isLast) lines = lines.slice(0, lines.findLastIndex((line) => this.read(line).trim() !== '') + 1);
    if (lines.length > 0) this.blocks.push({ kind: 'paragraph', children: this.inlineLines(lines) });
  }

  /** Lines that follow each other in the text are read as one; those of a quote one by one. */
  private inlineLines(lines: readonly Range[]): Inline[] {
    const [first, last] = [lines[0], lines.at(-1)];
    if (!first || !last) return [];
    if (this.depth === 0) return this.inline({ start: first.start, end: last.end });
    return lines.flatMap((line) => {
      const { end } = line;
      // The line's own break, which is in front of the next quote sign.
      return [...this.inline(line), ...(line === last ? [] : [{ kind: 'text' as const, start: end, end: end + 1 }])];
    });
  }

  private inline({ start, end }: Range): Inline[] {
    return parseInline(this.text, start, end, this.work);
  }
}

function firstFull(lines: readonly Range[], read: (line: Range) => string): number {
  const index = lines.findIndex((line) => read(line).trim() !== '');
  return index === -1 ? lines.length : index;
}
