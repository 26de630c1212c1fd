import { describe, expect, it } from '@jest/globals';
import { htmlToMarkdown } from './html-to-markdown.js';

describe('pasting from a page', () => {
  it.each([
    ['<p>a <b>bold</b> and <em>soft</em> word</p>', 'a **bold** and _soft_ word'],
    ['<b>bold </b>word', '**bold** word'],
    ['<b style="font-weight:normal"><i>docs</i></b>', '_docs_'],
    ['<s>old</s> <code>x = 1</code>', '~~old~~ `x = 1`'],
    ['<pre>a\n  b\n</pre>', '```\na\n  b\n```'],
    ['<a href="https://a.b/c">here</a>', '[here](https://a.b/c)'],
    ['<a href="https://a.b/c_(d)">here</a>', '[here](https://a.b/c_%28d%29)'],
    ['<a href="https://a.b/">https://a.b</a>', 'https://a.b/'],
    ['<a href="javascript:alert(1)">here</a> <b>x</b>', 'here **x**'],
    ['<ul><li>one</li><li>two<ol><li>deep</li></ol></li></ul>', '- one\n- two\n   1. deep'],
    ['<ol><li><p>one</p></li><li>two</li></ol>', '1. one\n2. two'],
    ['<blockquote><p>said</p><p>twice</p></blockquote>after', '> said\n>\n> twice\nafter'],
    ['<h2>Title</h2><p>one<br>two</p><i>x</i>', 'Title\n\none\ntwo\n_x_'],
    ['<script>alert(1)</script><style>b{}</style><b>x</b>', '**x**'],
  ])('%s', (html, expected) => {
    expect(htmlToMarkdown(html)).toBe(expected);
  });

  it.each(['plain', '<div><span style="color:red">code</span></div>', '', '<b></b>', `<b>${'x'.repeat(200_000)}</b>`])(
    'leaves the rest to the plain text (%#)',
    (html) => {
      expect(htmlToMarkdown(html)).toBeUndefined();
    },
  );

  it('does not fail with what is nested deeply', () => {
    expect(htmlToMarkdown('<div>'.repeat(3_000) + '<b>x</b>')).toContain('x');
  });
});
