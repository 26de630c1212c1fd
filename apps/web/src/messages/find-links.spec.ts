import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseInline } from './markdown-inline.js';
import type { Inline } from './markdown-tree.js';

const links = (text: string) => hrefsOf(parseInline(text, 0, text.length));

function hrefsOf(pieces: readonly Inline[]): string[] {
  return pieces.flatMap((piece) => {
    if (piece.kind === 'link') return [piece.href];
    return 'children' in piece ? hrefsOf(piece.children) : [];
  });
}

describe('finding links', () => {
  it.each([
    ['see https://example.com/a?b=c#d.', ['https://example.com/a?b=c#d']],
    ['(https://example.com/wiki/A_(b))', ['https://example.com/wiki/A_(b)']],
    ['HTTPS://EXAMPLE.COM, http://x.test!', ['https://example.com/', 'http://x.test/']],
    ['write to mailto:ana@example.com', ['mailto:ana@example.com']],
    ['<https://example.com>', ['https://example.com/']],
    ['https://example.com"onclick="x', ['https://example.com/']],
    ['no name](https://example.com/a_(b))@ana', ['https://example.com/a_(b)']],
  ])('finds what is meant in %s', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  it.each([
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'ftp://example.com',
    'file:///etc/passwd',
    'xhttps://example.com',
    'https://',
    'http://:80',
    'mailto:nobody',
    'https://good.example@evil.example/',
    '&#104;ttps://example.com',
    'java\nscript:x',
  ])('finds nothing in %s', (text) => {
    expect(links(text)).toEqual([]);
  });

  it('links only to what is allowed, whatever the text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('https://', 'http://a.b', 'mailto:', '@', '(', ')', '.', '<', 'javascript:', '[', '](', ']'),
    );
    fc.assert(
      fc.property(fc.array(piece), (parts) => {
        for (const href of links(parts.join(''))) expect(href).toMatch(/^(https?|mailto):/);
      }),
    );
  });

  it.each([
    'https://'.repeat(1_000),
    `https://a${')'.repeat(7_990)}`,
    `https://a${'('.repeat(7_990)}`,
    'h'.repeat(8_000),
    'https://a.'.repeat(800),
  ])('takes few steps with 8,000 hostile characters (%#)', (text) => {
    const work = { steps: 0 };
    parseInline(text, 0, text.length, work);
    expect(work.steps).toBeLessThan(16_000);
  });
});
