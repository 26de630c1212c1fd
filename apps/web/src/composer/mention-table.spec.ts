import { describe, expect, it } from '@jest/globals';
import { mentionCases, readMentionCase } from '@tertulia/contract/mention-cases';
import fc from 'fast-check';
import { parseMarkdown } from '../messages/markdown-blocks.js';
import { type Block, type Inline, type Range } from '../messages/markdown-tree.js';

describe('reading mentions in the browser', () => {
  it.each(mentionCases)('$name', (mentionCase) => {
    const { people, rooms, everyone, entities } = readMentionCase(mentionCase);
    expect({ people, rooms, everyone }).toEqual({
      people: mentionCase.people,
      rooms: mentionCase.rooms ?? [],
      everyone: mentionCase.everyone,
    });
    if (mentionCase.spans) expect(entities.map(({ start, length }) => [start, length])).toEqual(mentionCase.spans);
  });
});

/** Where the timeline shows code, a quote or an address, in UTF-16 units. */
function silentRanges(blocks: readonly Block[]): Range[] {
  const inside = (piece: Inline): Range[] => {
    if (piece.kind === 'code') return [piece];
    if (piece.kind === 'text') return [];
    const ranges = piece.children.flatMap(inside);
    return piece.kind === 'link' && !piece.isNamed ? piece.children.flatMap(textOf) : ranges;
  };
  const ofBlock = (block: Block): Range[] => {
    if (block.kind === 'code') return block.lines;
    if (block.kind === 'paragraph') return block.children.flatMap(inside);
    if (block.kind === 'quote') return block.children.flatMap(everythingOf);
    return block.items.flatMap(({ children, nested }) => [
      ...children.flatMap(inside),
      ...(nested ? ofBlock(nested) : []),
    ]);
  };
  return blocks.flatMap(ofBlock);
}

function textOf(piece: Inline): Range[] {
  return 'children' in piece ? piece.children.flatMap(textOf) : [piece];
}

function everythingOf(block: Block): Range[] {
  if (block.kind === 'code') return block.lines;
  if (block.kind === 'list')
    return block.items.flatMap(({ children, nested }) => [
      ...children.flatMap(textOf),
      ...(nested ? everythingOf(nested) : []),
    ]);
  return block.kind === 'quote' ? block.children.flatMap(everythingOf) : block.children.flatMap(textOf);
}

const piece = fc.constantFrom(
  ...['```', '`', '``', '```ts', '\n', '\n', '\n> ', '> ', '@ana', ' @ana ', '@maria', '\\', '[x](', ')', ']', '('],
  ...[
    'https://x.test/',
    'mailto:x',
    '](https://x.test',
    'Hola',
    ' ',
    ' ',
    '*',
    '_',
    '~~',
    '- ',
    '1. ',
    '👍',
    '"',
    '<',
    '¡',
  ],
);

describe('what the timeline shows as code, quote or address', () => {
  it('names nobody', () => {
    let mentions = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const points = Array.from(text);
        const silent = silentRanges(parseMarkdown(text));
        for (const entity of readMentionCase({ text }).entities) {
          const start = points.slice(0, entity.start).join('').length;
          const end = start + points.slice(entity.start, entity.start + entity.length).join('').length;
          expect(silent.filter((range) => range.start < end && start < range.end)).toEqual([]);
          mentions += 1;
        }
      }),
      { numRuns: 5_000 },
    );
    expect(mentions).toBeGreaterThan(1_000);
  });
});
