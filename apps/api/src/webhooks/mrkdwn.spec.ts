import { describe, expect, it } from '@jest/globals';
import { escapeMarkdown, mrkdwnToMarkdown } from './mrkdwn.js';

describe("Slack's marks", () => {
  it.each([
    ['plain words', 'plain words'],
    ['*bold*', '**bold**'],
    ['so *very bold* here', 'so **very bold** here'],
    ['(*bold*), "*b*"!', '(**bold**), "**b**"!'],
    ['*a* *b*', '**a** **b**'],
    ['2*3*4 and a*b*c', '2*3*4 and a*b*c'],
    ['* not bold *', '* not bold *'],
    ['**bold as Markdown**', '**bold as Markdown**'],
    ['_italic_ and ~struck~', '_italic_ and ~~struck~~'],
    ['*_both_*', '**_both_**'],
    ['~/home and ~/other', '~/home and ~/other'],
    ['<https://x.test/a>', 'https://x.test/a'],
    ['<https://x.test/a|the page>', '[the page](https://x.test/a)'],
    ['*<https://x.test/a|the page>*', '**[the page](https://x.test/a)**'],
    ['<https://x.test/a?b=1&amp;c=2|page>', '[page](https://x.test/a?b=1&c=2)'],
    ['<https://x.test/a_(b)|page>', '[page](https://x.test/a_%28b%29)'],
    ['<mailto:ana@x.test|Ana>', '[Ana](mailto:ana@x.test)'],
    ['<https://evil.test|https://bank.test>', 'https://evil.test'],
    ['<javascript:alert(1)|click>', 'click'],
    ['<data:text/html,x|click *me*>', String.raw`click \*me\*`],
    ['<https://x.test|a [b] c>', String.raw`[a \[b\] c](https://x.test)`],
    ['a &lt;b&gt; &amp;amp; c', 'a <b> &amp; c'],
    ['&lt;!channel&gt;', '<!channel>'],
    ['<!channel> look', String.raw`\@channel look`],
    ['<!here|here>', 'here'],
    ['<!subteam^S1|@ops>', String.raw`\@ops`],
    ['<@U123>', String.raw`\@U123`],
    ['<@U123|ana>', String.raw`\@ana`],
    ['<#C1|general>', String.raw`\#general`],
    ['<!date^1392734382^{date}|Feb 18>', 'Feb 18'],
    ['`*code* &lt;b&gt;`', '`*code* <b>`'],
    ['see ```*x*\n&lt;y&gt;``` there', 'see \n```\n*x*\n<y>\n```\n there'],
    ['```<https://x.test|x>```', '```\n<https://x.test|x>\n```'],
    ['• one\n• two', '• one\n• two'],
    ['&gt; quoted', '> quoted'],
    ['\uE0000\uE001 *b*', '0 **b**'],
    ['a\r\nb', 'a\nb'],
    ['hello @ana', 'hello @ana'],
    ['  ', ''],
  ])('%j is %j', (given, expected) => {
    expect(mrkdwnToMarkdown(given)).toBe(expected);
  });

  it('are read in time that grows with the text', () => {
    for (const part of ['*a', '~', '<', '<a|', '`', '```', '* *', '*a* ', '&lt;'])
      expect(mrkdwnToMarkdown(part.repeat(20_000)).length).toBeGreaterThan(0);
  });
});

describe('text that is to be read as it is', () => {
  it.each([
    ['my_pipeline', 'my_pipeline'],
    ['_x_ *y* ~~z~~ `c`', String.raw`\_x\_ \*y\* \~\~z\~\~ \`c\``],
    ['[a](https://x.test)', String.raw`\[a\](https://x.test)`],
    ['@all ＠ana #general', String.raw`\@all \@ana \#general`],
    ['> quote\n- item\n1. first', String.raw`\> quote` + '\n' + String.raw`\- item` + '\n' + String.raw`1\. first`],
    ['a\\b', String.raw`a\\b`],
  ])('%j becomes %j', (given, expected) => {
    expect(escapeMarkdown(given)).toBe(expected);
  });
});
