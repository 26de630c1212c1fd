import { parseMarkdown } from './markdown-blocks.js';
import { type Block, leavesOf, type Range } from './markdown-tree.js';

/** A message as one line without its marks, for previews and for screen readers. */
export function plainText(text: string): string {
  return parseMarkdown(text)
    .map((block) => textOfBlock(text, block))
    .join(' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

function textOfBlock(text: string, block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return textOf(text, leavesOf(block.children));
    case 'code':
      return block.lines.map((line) => text.slice(line.start, line.end)).join(' ');
    case 'quote':
      return block.children.map((child) => textOfBlock(text, child)).join(' ');
    default:
      return block.items
        .map((item) => {
          const own = textOf(text, leavesOf(item.children));
          return item.nested ? `${own} ${textOfBlock(text, item.nested)}` : own;
        })
        .join(' ');
  }
}

function textOf(text: string, leaves: Iterable<Range>): string {
  return [...leaves].map(({ start, end }) => text.slice(start, end)).join('');
}
