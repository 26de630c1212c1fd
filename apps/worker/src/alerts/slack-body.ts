import { type Alert, instantText, severityText } from './alert.js';

interface PlainText {
  type: 'plain_text';
  text: string;
  emoji: false;
}

/**
 * An alert for Slack, and for the incoming webhooks of this chat, which read the same. Whatever comes from the event is
 * `plain_text`, where nothing is a mark, a link or a mention, and is escaped besides; `text` is what a notification shows.
 */
export function toSlackBody(alert: Alert): object {
  const head = `${severityText(alert.severity)}: ${alert.title}`;
  const facts = alert.facts.map(({ label, value }) => plain(`${label}: ${value}`));
  return {
    text: escapeMarks(head),
    mrkdwn: false,
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(head) },
      ...(facts.length > 0 ? [{ type: 'section', fields: facts }] : []),
      ...(alert.link ? [{ type: 'section', text: { type: 'mrkdwn', text: toSlackLink(alert.link) } }] : []),
      { type: 'context', elements: [plain(`since ${instantText(alert.since)}`)] },
    ],
  };
}

/** Source: api.slack.com, "Formatting text for app surfaces", escaping text. */
export function escapeSlack(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** For the one place where marks would count: without the signs that make them. */
function escapeMarks(text: string): string {
  return escapeSlack(text.replace(/[*_~`]/g, ' ').replace(/@/g, '＠'));
}

function plain(text: string): PlainText {
  return { type: 'plain_text', text: escapeSlack(text), emoji: false };
}

/** The name says where it leads. */
function toSlackLink(link: URL): string {
  const href = link.href.replace(/[|<>`*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `<${escapeSlack(href)}|${escapeSlack(`Open at ${link.host}`)}>`;
}
