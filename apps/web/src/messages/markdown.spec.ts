import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseMarkdown } from './markdown-blocks.js';
import { type Block, type Inline, leavesOf } from './markdown-tree.js';
import { plainText } from './plain-text.js';

/** The tree as one line: easier to read in a table than objects. */
function show(text: string): string {
  return parseMarkdown(text)
    .map((block) => showBlock(text, block))
    .join('|');
}

function showBlock(text: string, block: Block): string {
  if (block.kind === 'paragraph') return showInline(text, block.children);
  if (block.kind === 'code')
    return `CODE(${block.language})(${block.lines.map(({ start, end }) => text.slice(start, end)).join('\n')})`;
  if (block.kind === 'quote') return `QUOTE(${block.children.map((child) => showBlock(text, child)).join('|')})`;
  const items = block.items.map(
    (item) => showInline(text, item.children) + (item.nested ? showBlock(text, item.nested) : ''),
  );
  return `${block.isNumbered ? `OL${block.first}` : 'UL'}(${items.join(',')})`;
}

function showInline(text: string, pieces: readonly Inline[]): string {
  const signs = { strong: 'B', emphasis: 'I', strike: 'S' } as const;
  return pieces
    .map((piece) => {
      if (piece.kind === 'text') return text.slice(piece.start, piece.end);
      if (piece.kind === 'code') return `C(${text.slice(piece.start, piece.end)})`;
      const inside = showInline(text, piece.children);
      return piece.kind === 'link' ? `A(${piece.href},${inside})` : `${signs[piece.kind]}(${inside})`;
    })
    .join('');
}

describe('marks inside of a line', () => {
  it.each([
    ['**a** __b__', 'B(a) B(b)'],
    ['*a* _b_', 'I(a) I(b)'],
    ['~~a~~ ~b~ ~~~c~~~', 'S(a) ~b~ ~~~c~~~'],
    ['***a***', 'I(B(a))'],
    ['**a *b* c**', 'B(a I(b) c)'],
    ['*a **b***', 'I(a B(b))'],
    ['**bold** and *not closed', 'B(bold) and *not closed'],
    ['**not closed', '**not closed'],
    ['snake_case_name and __init__.py', 'snake_case_name and B(init).py'],
    ['a*b*c', 'aI(b)c'],
    ['3*4*5 = 60', '3*4*5 = 60'],
    ['a * b * c', 'a * b * c'],
    ['これは**強調**です', 'これはB(強調)です'],
    ['**a\nb**', 'B(a\nb)'],
    ['\\*a\\* \\_b\\_ \\\\ \\n', '*a* _b_ \\ \\n'],
    ['`*a*` and ``b ` c``', 'C(*a*) and C(b ` c)'],
    ['`open', '`open'],
    ['`a\nb`', '`a\nb`'],
    ['```one line```', 'C(one line)'],
    ['*a `b* c`', '*a C(b* c)'],
    ['¯\\_(ツ)_/¯ and ¯\\_(ツ)_/¯', '¯\\_(ツ)_/¯ and ¯\\_(ツ)_/¯'],
    ['*foo**bar*', 'I(foo**bar)'],
    ['**👍**', 'B(👍)'],
  ])('%s', (text, expected) => expect(show(text)).toBe(expected));
});

describe('links', () => {
  it.each([
    ['[site](https://a.b/c)', 'A(https://a.b/c,site)'],
    ['[**bold** site](https://a.b)', 'A(https://a.b/,B(bold) site)'],
    ['[w](https://a.b/x_(y)).', 'A(https://a.b/x_(y),w).'],
    ['**https://a.b/c**', 'B(A(https://a.b/c,https://a.b/c))'],
    ['~~https://a.b~~', 'S(A(https://a.b/,https://a.b))'],
    ['https://a.b/x_y_z', 'A(https://a.b/x_y_z,https://a.b/x_y_z)'],
    ['[x](javascript:alert(1))', '[x](javascript:alert(1))'],
    ['[x](data:text/html,x)', '[x](data:text/html,x)'],
    ['[x](//evil.example)', '[x](//evil.example)'],
    ['[x](https://a@b.c)', '[x](https://a@b.c)'],
    ['[x](https://a.b', '[x](A(https://a.b/,https://a.b)'],
    ['[](https://a.b)', '[](A(https://a.b/,https://a.b))'],
    [
      '[https://bank.example](https://evil.example)',
      '[A(https://bank.example/,https://bank.example)](A(https://evil.example/,https://evil.example))',
    ],
    ['[a [b](https://c.d) e](https://f.g)', '[a A(https://c.d/,b) e](A(https://f.g/,https://f.g))'],
    ['[https://a.b]', '[A(https://a.b/,https://a.b)]'],
    ['https://a.b/?c[]=1', 'A(https://a.b/?c[]=1,https://a.b/?c[]=1)'],
    ['![image](https://a.b/c.png)', '!A(https://a.b/c.png,image)'],
    ['`https://a.b`', 'C(https://a.b)'],
  ])('%s', (text, expected) => expect(show(text)).toBe(expected));
});

describe('blocks', () => {
  it.each([
    ['one\n\ntwo', 'one\n\ntwo'],
    ['```js\nconst a = "**b**";\n```', 'CODE(js)(const a = "**b**";)'],
    ['before\n```\na\n\n  b\n```\nafter', 'before|CODE()(a\n\n  b)|after'],
    ['```first line\nlast```', 'CODE()(first line\nlast)'],
    ['```js\nnot closed', '```js\nnot closed'],
    ['> a\n> *b*\nc', 'QUOTE(a\nI(b))|c'],
    ['> a\n>> b', 'QUOTE(a|QUOTE(b))'],
    ['>_< and >:(', '>_< and >:('],
    ['> - a\n> - b', 'QUOTE(UL(a,b))'],
    ['- a\n- **b**\n  - c\n- d', 'UL(a,B(b)UL(c),d)'],
    ['1. a\n2. b\n   - c', 'OL1(a,bUL(c))'],
    ['3) a\n4) b', 'OL3(a,b)'],
    ['* a\n* b', 'UL(a,b)'],
    ['- a\n1. b', 'UL(a)|OL1(b)'],
    ['text\n\n- a\n\nmore', 'text|UL(a)|more'],
    ['-not a list', '-not a list'],
    ['2026. A year', '2026. A year'],
    ['- ', '- '],
  ])('%j', (text, expected) => expect(show(text)).toBe(expected));
});

describe('a text as one line', () => {
  it.each([
    ['**a** `b`\n\n> c\n- d\n- [e](https://f.g)', 'a b c d e'],
    ['```js\nx\n```', 'x'],
    ['plain', 'plain'],
  ])('%j', (text, expected) => expect(plainText(text)).toBe(expected));
});

const LENGTH = 8_000;
const fill = (part: string) => part.repeat(Math.ceil(LENGTH / part.length)).slice(0, LENGTH);

describe('hostile texts', () => {
  it.each(
    [
      '*',
      '_',
      '~',
      '~~ ',
      '`',
      '[',
      ']',
      '>',
      '> ',
      '- ',
      '\\',
      '**a ',
      'a** ',
      '*a _b ',
      '*a **b ',
      '`a``b',
      '```a\n',
      '```\n',
      '````a\n',
      '[a](https://',
      '](https://x',
      '[[](',
      '>> ',
      '> > ',
      '1. ',
      '  - a\n',
      'https://',
      '*a*',
      '_a_*b*',
      '[*a](https://b)',
      '*[',
      '![',
      '- a\n1. b\n',
      '> - ',
    ]
      .map(fill)
      .concat([
        fill('*a ').slice(0, LENGTH / 2) + fill('a* ').slice(0, LENGTH / 2),
        fill('*_').slice(0, LENGTH / 2) + 'a' + fill('_*').slice(0, LENGTH / 2),
        '['.repeat(LENGTH / 2) + 'http://a ' + fill('](http://b)').slice(0, LENGTH / 2),
        '*'.repeat(LENGTH / 2) + 'a' + '*'.repeat(LENGTH / 2),
        fill('`a ') + '``',
      ]),
  )('takes steps in proportion to its length (%#)', (text) => {
    const work = { steps: 0 };
    expect(() => parseMarkdown(text, work)).not.toThrow();
    expect(work.steps).toBeLessThan(16 * LENGTH);
  });
});

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    '**',
    '*',
    '__',
    '_',
    '~~',
    '`',
    '```',
    '\n',
    '> ',
    '- ',
    '1. ',
    '[',
    ']',
    '](https://a.b)',
    'https://x.y',
    '\\',
    ' ',
    'a',
    '👍',
    '\u202e',
    '¯\\_(ツ)_/¯',
  ),
);

describe('any text', () => {
  it('is parsed without an error, and its leaves follow each other through the text', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        let last = 0;
        const follow = (start: number, end: number) => {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThanOrEqual(start);
          last = end;
        };
        const walk = (block: Block): void => {
          if (block.kind === 'paragraph') for (const leaf of leavesOf(block.children)) follow(leaf.start, leaf.end);
          else if (block.kind === 'code') for (const line of block.lines) follow(line.start, line.end);
          else if (block.kind === 'quote') block.children.forEach(walk);
          else
            for (const item of block.items) {
              for (const leaf of leavesOf(item.children)) follow(leaf.start, leaf.end);
              if (item.nested) walk(item.nested);
            }
        };
        parseMarkdown(text).forEach(walk);
        expect(last).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('without a sign of a mark is shown as it is', () => {
    const words = fc.array(fc.constantFrom('word', 'ção', '日本', '\n', ' ', '.', 'a_b', '👍', '3', '!'), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(words, (parts) => {
        const text = parts.join('');
        // A number with a dot at the begin of a line is the sign of a list.
        fc.pre(!/^ *\d+\.(\s|$)/m.test(text));
        const blocks = parseMarkdown(text);
        expect(blocks.length).toBeLessThanOrEqual(1);
        expect(show(text)).toBe(text);
      }),
    );
  });
});
