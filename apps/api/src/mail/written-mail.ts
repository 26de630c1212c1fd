import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Mails of the list. */
const MOST_LISTED = 200;

/** A mail of the file driver as it was written, with its parts decoded. */
export interface WrittenMail {
  id: string;
  headers: [string, string][];
  text: string;
  html: string;
  raw: string;
}

/** The ids of the newest mails in a folder of the file driver, the newest first: ids begin with their time. */
export async function listWritten(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith('.eml'))
    .map((name) => name.slice(0, -'.eml'.length))
    .toSorted()
    .toReversed()
    .slice(0, MOST_LISTED);
}

/** @returns null for an id that is none, or of which there is no file. */
export async function readWritten(folder: string, id: string): Promise<WrittenMail | null> {
  if (!/^[\da-f-]{36}$/.test(id)) return null;
  const raw = await readFile(join(folder, `${id}.eml`), 'utf8').catch(() => null);
  return raw === null ? null : { id, ...parseWritten(raw) };
}

/**
 * Reads what our own composer writes: one level of `multipart/alternative` with a text and an HTML part. Not a parser for
 * mail of others.
 */
export function parseWritten(raw: string): Omit<WrittenMail, 'id'> {
  const [head, body] = splitPart(raw.replaceAll('\r\n', '\n'));
  const headers = readHeaders(head);
  const boundary = /boundary="?([^";\n]+)"?/.exec(valueOf(headers, 'content-type'))?.[1];
  const parts = boundary === undefined ? [`${head}\n\n${body}`] : body.split(`--${boundary}`).slice(1, -1);
  const decoded = parts.map((part) => {
    const [partHead, partBody] = splitPart(part.replace(/^\n/, ''));
    const partHeaders = readHeaders(partHead);
    const text = decode(partBody, valueOf(partHeaders, 'content-transfer-encoding'));
    return { type: valueOf(partHeaders, 'content-type'), text };
  });
  const find = (type: string): string => decoded.find((part) => part.type.startsWith(type))?.text ?? '';
  return { headers, text: find('text/plain'), html: find('text/html'), raw };
}

function splitPart(part: string): [string, string] {
  const end = part.indexOf('\n\n');
  return end < 0 ? [part, ''] : [part.slice(0, end), part.slice(end + 2)];
}

function readHeaders(head: string): [string, string][] {
  return head
    .replace(/\n[ \t]+/g, ' ')
    .split('\n')
    .flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon < 1 ? [] : [[line.slice(0, colon), decodeWords(line.slice(colon + 1).trim())]];
    });
}

/** The value of a header, whatever the case of its name. */
export function valueOf(headers: [string, string][], name: string): string {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
}

function decode(body: string, encoding: string): string {
  if (encoding.toLowerCase() === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return encoding.toLowerCase() === 'quoted-printable' ? fromQuoted(body.replace(/=\n/g, '')) : body;
}

/** Encoded words of a header (RFC 2047). */
function decodeWords(value: string): string {
  return value
    .replace(/(\?=)\s+(=\?)/g, '$1$2')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_all, kind: string, text: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('utf8') : fromQuoted(text.replaceAll('_', ' ')),
    );
}

function fromQuoted(text: string): string {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const decoded = bytes.replace(/=([\da-f]{2})/gi, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(decoded, 'latin1').toString('utf8');
}
