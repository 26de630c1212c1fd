import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findLinks } from './find-links.js';

const links = (text: string) => findLinks(text).flatMap(({ href }) => (href === undefined ? [] : [href]));

describe('finding links', () => {
  it.each([
    ['see https://example.com/a?b=c#d.', ['https://example.com/a?b=c#d']],
    ['(https://example.com/wiki/A_(b))', ['https://example.com/wiki/A_(b)']],
    ['HTTPS://EXAMPLE.COM, http://x.test!', ['https://example.com/', 'http://x.test/']],
    ['write to mailto:ana@example.com', ['mailto:ana@example.com']],
    ['<https://example.com>', ['https://example.com/']],
    ['https://example.com"onclick="x', ['https://example.com/']],
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

  it('loses and adds no character of any text, and links only to what is allowed', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('https://', 'http://a.b', 'mailto:', '@', '(', ')', '.', '<', 'javascript:'),
    );
    fc.assert(
      fc.property(fc.array(piece), (parts) => {
        const text = parts.join('');
        const pieces = findLinks(text);
        expect(pieces.map((found) => found.text).join('')).toBe(text);
        for (const { href } of pieces) if (href !== undefined) expect(href).toMatch(/^(https?|mailto):/);
      }),
    );
  });

  it.each([
    'https://'.repeat(1_000),
    `https://a${')'.repeat(7_990)}`,
    `https://a${'('.repeat(7_990)}`,
    'h'.repeat(8_000),
    'https://a.'.repeat(800),
  ])('is quick with 8,000 hostile characters (%#)', (text) => {
    const startedAt = performance.now();
    findLinks(text);
    expect(performance.now() - startedAt).toBeLessThan(100);
  });
});
