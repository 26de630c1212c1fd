import { describe, expect, it } from '@jest/globals';
import { readHookBody } from './hook-body.js';
import { toMessageText } from './slack-message.js';

const read = (body: unknown, name = 'Deploys') => toMessageText(readHookBody(body), name);

describe('a post in the form of Slack', () => {
  it('is its text', () => {
    expect(read({ text: 'Build *42* is <https://ci.test/42|green>', icon_emoji: ':ship:', channel: '#x' })).toBe(
      'Build **42** is [green](https://ci.test/42)',
    );
  });

  it('may come in a form field', () => {
    expect(read({ payload: '{"text":"from a form"}' })).toBe('from a form');
    expect(() => read({ payload: '{"text":' })).toThrow('The request is not valid.');
  });

  it('shows its blocks instead of its text', () => {
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: 'Deployment *failed*' } },
      { type: 'section', text: { type: 'mrkdwn', text: '*api* on <https://x.test|node 1>' } },
      {
        type: 'section',
        fields: [
          { type: 'mrkdwn', text: '*State:*\nFAILED' },
          { type: 'plain_text', text: '@all <!channel> `x`' },
        ],
      },
      { type: 'divider' },
      {
        type: 'context',
        elements: [
          { type: 'plain_text', text: 'eu-west-1' },
          { type: 'image', image_url: 'https://x.test/a.png', alt_text: 'a chart' },
          { type: 'mrkdwn', text: '_today_' },
        ],
      },
    ];
    expect(read({ text: 'fallback', blocks })).toBe(
      [
        String.raw`**Deployment \*failed\***`,
        '**api** on [node 1](https://x.test)',
        '**State:**\nFAILED',
        String.raw`\@all <!channel> \`x\``,
        '———',
        'eu-west-1 · a chart · _today_',
      ].join('\n'),
    );
  });

  it('falls back to what a block of an unknown kind says of itself, and to the text', () => {
    expect(read({ text: 'T', blocks: [{ type: 'actions', elements: [] }] })).toBe('T');
    expect(read({ text: 'T', blocks: [{ type: 'image', image_url: 'x', alt_text: 'a chart' }] })).toBe('a chart');
    expect(read({ blocks: [{ type: 'future', text: { type: 'mrkdwn', text: '*new*' } }] })).toBe('**new**');
    expect(read({ text: 'T', blocks: [{ type: 'section', text: 7 }] })).toBe('T');
  });

  it('shows attachments after the text', () => {
    const attachments = [
      {
        fallback: 'not shown',
        color: 'danger',
        title: 'CPU *high*',
        title_link: 'https://mon.test/1',
        text: 'over *90%*',
        fields: [
          { title: 'Host', value: 'web_1', short: true },
          { title: 'Load', value: 9.5 },
        ],
        footer: 'monitor',
      },
      { fallback: 'only *this*' },
    ];
    expect(read({ text: 'Alarm', attachments })).toBe(
      [
        'Alarm',
        String.raw`**[CPU \*high\*](https://mon.test/1)**`,
        'over **90%**',
        '**Host:** web_1',
        '**Load:** 9.5',
        'monitor',
        String.raw`only \*this\*`,
      ].join('\n'),
    );
  });

  it('puts a name that was given in front, unless it is the name of the webhook', () => {
    expect(read({ text: 'hi', username: 'Grafana *1*' })).toBe(String.raw`**Grafana \*1\*:** hi`);
    expect(read({ text: '• a\n• b', username: 'Grafana' })).toBe('**Grafana:**\n• a\n• b');
    expect(read({ text: 'hi', username: ' Deploys ' })).toBe('hi');
  });

  it('is cut, never within a character', () => {
    const long = read({ text: '👍'.repeat(5_000) });
    expect(long).toHaveLength(7_999);
    expect(long.endsWith('👍…')).toBe(true);
    expect(long.isWellFormed()).toBe(true);
    expect(read({ text: 'x'.repeat(8_000) })).toHaveLength(8_000);
  });

  it('must say something', () => {
    for (const body of [{}, { text: ' \0 ' }, { blocks: [] }, { attachments: [{}] }, { blocks: [{ type: 'header' }] }])
      expect(() => read(body)).toThrow('The request is not valid.');
    for (const body of [undefined, null, 'text', 7, [], { text: 7 }, { attachments: 'x' }])
      expect(() => readHookBody(body)).toThrow('The request is not valid.');
  });

  it('holds nothing that cannot be stored', () => {
    expect(read({ text: 'a\0b\uD800c', username: 'x\0\uDC00' })).toBe('**x\uFFFD:** ab\uFFFDc');
  });
});
