import type { ParsedMail } from 'mailparser';

/** Reads an e-mail as a mail program does. */
export async function parseMail(raw: Buffer | string): Promise<ParsedMail> {
  // Only who looks at mail needs to load it.
  const { simpleParser } = await import('mailparser');
  return simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });
}
