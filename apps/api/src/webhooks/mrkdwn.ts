/** Stand for what is already as it should be; removed from what comes in. */
const KEPT = ['\uE000', '\uE001'] as const;
const LINKABLE = /^(https?:\/\/|mailto:)[^\s]+$/i;
/** A mark of Slack's is one only at the edges of words; other marks may stand between. */
const markOf = (sign: string, others: string) =>
  new RegExp(
    String.raw`(^|[\s(\[{"'“‘>\uE001${others}-])${sign}(?=[^\s${sign}])([^${sign}\n]*[^\s${sign}])${sign}(?=$|[\s.,;:!?)\]}"'”’<\uE000${others}-])`,
    'gmu',
  );
const BOLD = markOf(String.raw`\*`, '_~');
const STRIKE = markOf('~', '_*');

/**
 * Slack's marks as Markdown: `*bold*`, `~struck~`, `<https://x|a name>`, and its three escaped characters. Whom Slack would
 * name (`<@U1>`, `<!channel>`) is a word here that names nobody.
 */
export function mrkdwnToMarkdown(text: string): string {
  const kept: string[] = [];
  const keep = (done: string): string => `${KEPT[0]}${kept.push(done) - 1}${KEPT[1]}`;
  const marked = text
    .replace(/[\uE000\uE001]/g, '')
    .replace(/\r\n?/g, '\n')
    .replace(/```([\s\S]*?)```/g, (_whole, code: string) => keep(toFence(decode(code))))
    .replace(/`[^`\n]+`/g, (code) => keep(decode(code)))
    .replace(/<([^<>\n]+)>/g, (_whole, inner: string) => keep(toReference(inner)))
    .replace(BOLD, '$1**$2**')
    .replace(STRIKE, '$1~~$2~~');
  return decode(marked)
    .replace(/\uE000(\d+)\uE001/g, (_whole, index: string) => kept[Number(index)] ?? '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Text that is to be read as it is: nothing in it is a mark, names anybody or begins a list. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/＠/g, '@')
    .replace(/＃/g, '#')
    .replace(/[\\`*[\]@#]/g, String.raw`\$&`)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, String.raw`\_`)
    .replace(/~~/g, String.raw`\~\~`)
    .replace(/^(\s*)([>+-])/gm, String.raw`$1\$2`)
    .replace(/^(\s*\d{1,3})([.)])/gm, String.raw`$1\$2`);
}

/** Slack's three escapes. */
export function decode(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

/** A link with a name; without a right address the name alone. */
export function toLink(address: string, name: string): string {
  const url = decode(address).trim();
  const label = decode(name).trim();
  if (!LINKABLE.test(url)) return escapeMarkdown(label || url);
  const safe = url.replace(/[()<>"`\\|]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  // A name that is an address could promise another place than it leads to.
  return label === '' || /:\/\/|^www\./i.test(label) ? safe : `[${escapeMarkdown(label.replace(/\n/g, ' '))}](${safe})`;
}

/** What stands between `<` and `>`. */
function toReference(inner: string): string {
  const [target = '', ...rest] = inner.split('|');
  const name = rest.join('|');
  if (target.startsWith('@') || target.startsWith('#'))
    return escapeMarkdown(target[0] + decode(name || target.slice(1)));
  if (!target.startsWith('!')) return toLink(target, name);
  if (name) return escapeMarkdown(decode(name));
  return escapeMarkdown(`@${decode(target.slice(1).split('^')[0] ?? '')}`);
}

function toFence(code: string): string {
  return `\n\`\`\`\n${code.replace(/^\n+|\s+$/g, '')}\n\`\`\`\n`;
}
