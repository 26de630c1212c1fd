import { limits } from '@tertulia/contract';
import { DomainError } from '../common/domain-error.js';
import type { Block, HookAttachment, HookBody, OtherBlock, TextObject } from './hook-body.js';
import { decode, escapeMarkdown, mrkdwnToMarkdown, toLink } from './mrkdwn.js';

const DIVIDER = '———';
const LONGEST_USERNAME = 80;
/** What begins a part of its own, which a name in front of it would spoil. */
const OWN_LINE = /^(```|>|[-*+•] |\d{1,3}[.)] )/;

/**
 * The text of a message from a post in Slack's form. Blocks go before `text`, which is what stands for them; attachments
 * follow; what is too long is cut.
 * @param hookName the name that the message bears anyway.
 * @throws {DomainError} `invalid_payload` for a post that says nothing.
 */
export function toMessageText(
  { text = '', username = '', blocks = [], attachments = [] }: HookBody,
  hookName: string,
): string {
  const ofBlocks = joined(blocks.map(blockText));
  const said = joined([ofBlocks || mrkdwnToMarkdown(text), ...attachments.map(attachmentText)]);
  const clean = said.replaceAll('\0', '').toWellFormed().trim();
  if (clean === '') {
    throw new DomainError('invalid_payload', 'The request is not valid.', {
      issues: [{ path: 'text', message: 'nothing to say' }],
    });
  }
  return cut(withName(clean, username, hookName));
}

function withName(text: string, username: string, hookName: string): string {
  const name = username.replace(/\s+/g, ' ').replaceAll('\0', '').toWellFormed().trim().slice(0, LONGEST_USERNAME);
  if (name === '' || name === hookName) return text;
  return `**${escapeMarkdown(name.toWellFormed())}:**${OWN_LINE.test(text) ? '\n' : ' '}${text}`;
}

function blockText(block: Block): string {
  switch (block.type) {
    case 'header':
      return bold(anyText(block.text));
    case 'section':
      return joined([anyText(block.text), ...(block.fields ?? []).map(anyText)]);
    case 'context':
      return block.elements.map(elementText).filter(Boolean).join(' · ');
    case 'divider':
      return DIVIDER;
    case 'other':
      return elementText(block);
  }
}

function elementText(element: TextObject | OtherBlock): string {
  if (element.type !== 'other') return anyText(element);
  return anyText(element.text) || escapeMarkdown(decode(element.fallback));
}

function anyText(text: TextObject | string | undefined): string {
  if (text === undefined) return '';
  if (typeof text === 'string') return mrkdwnToMarkdown(text);
  return text.type === 'mrkdwn' ? mrkdwnToMarkdown(text.text) : escapeMarkdown(decode(text.text)).trim();
}

function attachmentText(attachment: HookAttachment): string {
  const { title, title_link: link, fields = [], blocks = [] } = attachment;
  const head = title === undefined ? '' : bold(link === undefined ? mrkdwnToMarkdown(title) : toLink(link, title));
  const said = joined([
    mrkdwnToMarkdown(attachment.pretext ?? ''),
    escapeMarkdown(decode(attachment.author_name ?? '')),
    head,
    mrkdwnToMarkdown(attachment.text ?? ''),
    ...fields.map((field) => fieldText(field.title ?? '', field.value ?? '')),
    ...blocks.map(blockText),
    escapeMarkdown(decode(attachment.footer ?? '')),
  ]);
  return said || escapeMarkdown(decode(attachment.fallback ?? ''));
}

function fieldText(title: string, value: string): string {
  const shown = mrkdwnToMarkdown(value);
  if (title.trim() === '') return shown;
  return `${bold(`${escapeMarkdown(decode(title)).trim()}:`)} ${shown}`;
}

/** One line in bold; what is bold already stays so. */
function bold(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' ').trim();
  return line === '' || (line.startsWith('**') && line.endsWith('**')) ? line : `**${line}**`;
}

const joined = (parts: string[]): string => parts.filter((part) => part !== '').join('\n');

/** At most as long as a message may be, and never half a character. */
function cut(text: string): string {
  if (text.length <= limits.textLength) return text;
  return `${text.slice(0, limits.textLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
