import { emailSchema } from '@tertulia/contract';
import MailComposer from 'nodemailer/lib/mail-composer';
import { cleanAddress, cleanText } from './clean-text.js';
import type { Letter } from './letter.js';
import type { OutgoingMail } from './mailer.js';
import { renderLetter } from './render-letter.js';

/** Who all mail is from. */
export interface Sender {
  name: string;
  address: string;
}

/** An e-mail after RFC 5322 and whom it goes to, so that no header decides about that. */
export interface ComposedMail {
  from: string;
  to: string;
  raw: Buffer;
}

const LONGEST_NAME = 64;
const LONGEST_SUBJECT = 150;
/** A header line may have 998 characters (RFC 5322, 2.1.1). */
const LONGEST_ADDRESS = 900;

/** `Tertulia <chat@example.com>` in its parts. */
export function parseSender(text: string): Sender {
  const [, name = '', address = ''] = /^([^<]*)<([^>]*)>$/.exec(text) ?? [];
  return { name: cleanText(name.replaceAll('"', ''), LONGEST_NAME), address: address.trim() };
}

/** Whether mail can go to this address at all: exactly one, and nothing that a protocol could read otherwise. */
export function isOneAddress(address: string): boolean {
  return emailSchema.safeParse(address).data === address;
}

/** Makes an e-mail of text and HTML with the headers that mail programs and their servers want (RFC 3834, RFC 8058). */
export async function composeMail(mail: OutgoingMail, sender: Sender, now: Date): Promise<ComposedMail> {
  const { subject, text, html } = renderLetter(mail.letter);
  const composer = new MailComposer({
    from: sender,
    to: { name: cleanText(mail.to.name, LONGEST_NAME), address: mail.to.address },
    subject: cleanText(subject, LONGEST_SUBJECT),
    date: now,
    messageId: `<${mail.id}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'Content-Language': mail.letter.reader.locale,
      'X-Auto-Response-Suppress': 'All',
      'X-Tertulia-Mail': mail.id,
      ...waysOut(mail.letter),
    },
    text,
    html,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { from: sender.address, to: mail.to.address, raw: await composer.compile().build() };
}

/** One click of a mail program, where the letter has a way out; RFC 8058 wants it to be https. */
function waysOut(letter: Letter): Record<string, { prepared: boolean; value: string }> {
  const url = 'unsubscribeUrl' in letter ? cleanAddress(letter.unsubscribeUrl) : '';
  if (!url || url.length > LONGEST_ADDRESS) return {};
  const asIs = (value: string): { prepared: boolean; value: string } => ({ prepared: true, value });
  return {
    'List-Unsubscribe': asIs(`<${url}>`),
    ...(url.startsWith('https:') && { 'List-Unsubscribe-Post': asIs('List-Unsubscribe=One-Click') }),
  };
}
