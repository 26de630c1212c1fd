import { describe, expect, it } from '@jest/globals';
import { hostilePipeline, stageFailed } from '../handlers/deployment.fixtures.js';
import { toAlert, toLink } from './alert.js';
import { bridgeEventSchema } from './bridge-event.js';
import { readDeployment } from './deployment-alerts.js';
import { toGoogleChatBody } from './google-chat-body.js';
import { toSlackBody } from './slack-body.js';

const alertOf = (event: unknown) => readDeployment(bridgeEventSchema.parse(event));

interface SlackText {
  type: string;
  text: string;
}

/** All texts of a body, wherever they stand. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

function slackTexts(value: unknown): SlackText[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && 'text' in value && typeof value.text === 'string' && typeof value.type === 'string')
    return [{ type: value.type, text: value.text }];
  return Object.values(value).flatMap(slackTexts);
}

describe('the body for Slack and for this chat', () => {
  it('is calm: severity, what, the facts, where to look, since when', () => {
    expect(toSlackBody(alertOf(stageFailed))).toEqual({
      text: '🔴 Critical: Pipeline myPipeline, stage Deploy: FAILED',
      mrkdwn: false,
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
      blocks: [
        {
          type: 'header',
          text: {
            type: 'plain_text',
            text: '🔴 Critical: Pipeline myPipeline, stage Deploy: FAILED',
            emoji: false,
          },
        },
        {
          type: 'section',
          fields: [
            { type: 'plain_text', text: 'Execution: 12345678-1234-5678-abcd-12345678abcd', emoji: false },
            { type: 'plain_text', text: 'Where: us-east-1, account 123456789012', emoji: false },
          ],
        },
        {
          type: 'section',
          text: {
            type: 'mrkdwn',
            text: '<https://us-east-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/myPipeline/view|Open at us-east-1.console.aws.amazon.com>',
          },
        },
        {
          type: 'context',
          elements: [{ type: 'plain_text', text: 'since 2020-01-31 18:21 UTC', emoji: false }],
        },
      ],
    });
  });

  it('N49: lets nothing of an event be a mark, a link or a mention', () => {
    const body = toSlackBody(alertOf(hostilePipeline));
    for (const { type, text } of slackTexts(body)) {
      if (type === 'mrkdwn') {
        // Only the link that we made ourselves, to a host that we chose.
        expect(text).toMatch(/^<https:\/\/us-east-1\.console\.aws\.amazon\.com\/[^\s<>|@`*]+\|Open at [^<>|]+>$/);
      } else {
        expect(text).not.toMatch(/[<>\n\0\u202E]/);
      }
    }
    const { text } = body as { text: string };
    expect(text).not.toMatch(/[<>*_~`@\n]/);
    expect(text).toContain('&lt;!channel&gt;');
  });

  it('stays within the bounds of Slack', () => {
    const long = toAlert({
      eventId: 'x',
      severity: 'info',
      title: '👍'.repeat(5_000),
      facts: Array.from({ length: 30 }, (_, index) => [`Fact ${index}`, 'v'.repeat(9_000)]),
      since: new Date(0),
      link: toLink('https://x.test/'),
    });
    const blocks = (toSlackBody(long) as { blocks: { type: string; text?: SlackText; fields?: SlackText[] }[] }).blocks;
    expect(blocks[0]?.text?.text.length).toBeLessThanOrEqual(150 + 12);
    expect(blocks[1]?.fields).toHaveLength(10);
    for (const { text } of slackTexts(blocks)) expect(text.isWellFormed()).toBe(true);
  });
});

describe('the body for Google Chat', () => {
  it('is a card', () => {
    expect(toGoogleChatBody(alertOf(stageFailed))).toMatchObject({
      cardsV2: [
        {
          cardId: '01234567-EXAMPLE-2',
          card: {
            header: {
              title: '🔴 Critical: Pipeline myPipeline, stage Deploy: FAILED',
              subtitle: 'since 2020-01-31 18:21 UTC',
            },
            sections: [
              {
                widgets: [
                  { decoratedText: { topLabel: 'Execution', text: '12345678-1234-5678-abcd-12345678abcd' } },
                  { decoratedText: { topLabel: 'Where' } },
                  { buttonList: { buttons: [{ text: 'Open at us-east-1.console.aws.amazon.com' }] } },
                ],
              },
            ],
          },
        },
      ],
    });
  });

  it('N49: has no text that could call everybody, and no mark of HTML', () => {
    const body = toGoogleChatBody(alertOf(hostilePipeline));
    expect(Object.keys(body)).toEqual(['cardsV2']);
    for (const text of textsOf(body)) expect(text).not.toMatch(/[<>\n\0\u202E]/);
    expect(JSON.stringify(body)).toContain('‹users/all›');
  });
});

describe('an address in an event', () => {
  it('is shown only if it is https and hides nobody', () => {
    expect(toLink('https://x.test/a?b=c')?.host).toBe('x.test');
    for (const address of [undefined, '', 'x', 'http://x.test', 'javascript:alert(1)', 'https://bank.test@evil.test/'])
      expect(toLink(address)).toBeUndefined();
  });
});
