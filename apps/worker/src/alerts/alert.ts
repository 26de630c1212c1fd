/** How bad it is; `good` is the end of something bad. */
export type Severity = 'critical' | 'warning' | 'good' | 'info';

/** What happened, before it is written for anybody: every text of it may come from outside and means nothing but itself. */
export interface Alert {
  /** The same when the same event is delivered again. */
  eventId: string;
  severity: Severity;
  title: string;
  facts: Fact[];
  /** Since when it is so, or when it happened. */
  since: Date;
  /** Where to look closer; shown, never called. */
  link: URL | undefined;
}

export interface Fact {
  label: string;
  value: string;
}

const LONGEST_TITLE = 140;
const LONGEST_VALUE = 500;
const MOST_FACTS = 10;

const signs: Record<Severity, string> = { critical: '🔴', warning: '🟠', good: '🟢', info: '🔵' };
const words: Record<Severity, string> = { critical: 'Critical', warning: 'Warning', good: 'Good', info: 'Info' };

/** An alert of one-line texts of a bounded length; facts without a value are left out. */
export function toAlert(raw: Omit<Alert, 'facts'> & { facts: [string, string | number | undefined][] }): Alert {
  return {
    ...raw,
    title: oneLine(raw.title, LONGEST_TITLE) || 'An event without a name',
    facts: raw.facts
      .map(([label, value]) => ({ label, value: oneLine(String(value ?? ''), LONGEST_VALUE) }))
      .filter(({ value }) => value !== '')
      .slice(0, MOST_FACTS),
  };
}

/** The severity as a sign and, for those who do not see it, as a word. */
export const severityText = (severity: Severity): string => `${signs[severity]} ${words[severity]}`;

/** `2026-11-21 17:04 UTC` */
export const instantText = (instant: Date): string => `${instant.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** An address that may be shown as a link; anything but https is none. */
export function toLink(address: string | undefined): URL | undefined {
  if (address === undefined || address.length > 2_000 || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url : undefined;
}

/** A page of the AWS console; none when the region is no region. */
export function consoleLink(region: string, path: string): URL | undefined {
  return /^[a-z]{2}(-[a-z]+){1,3}-\d{1,2}$/.test(region)
    ? toLink(`https://${region}.console.aws.amazon.com${path}`)
    : undefined;
}

/** Without line breaks, control, invisible and reordering characters, and cut to a length, never within a character. */
function oneLine(text: string, longest: number): string {
  const clean = text
    .slice(0, 4 * longest)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .trim();
  return clean.length <= longest ? clean : `${clean.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
