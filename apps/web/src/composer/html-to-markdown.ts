const LONGEST_HTML = 200_000;
const DEEPEST = 60;
const MARKED = 'b, strong, i, em, s, del, strike, code, pre, a[href], ul, ol, blockquote';
const SIGNS: Record<string, string> = { B: '**', STRONG: '**', I: '_', EM: '_', S: '~~', DEL: '~~', STRIKE: '~~' };
const BLOCKS = new Set(['P', 'DIV', 'SECTION', 'ARTICLE', 'TR', 'TABLE', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6']);
const IGNORED = new Set(['STYLE', 'SCRIPT', 'TEMPLATE', 'HEAD', 'TITLE', 'NOSCRIPT']);

/**
 * What was copied from a page, in the marks that messages know. The parser's document is inert: nothing in it runs or loads.
 * @returns undefined when there is nothing to mark, so that the plain text serves better.
 */
export function htmlToMarkdown(html: string): string | undefined {
  if (html.length > LONGEST_HTML) return undefined;
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  if (!body.querySelector(MARKED)) return undefined;
  const text = childrenOf(body, 0)
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return text === '' ? undefined : text;
}

function childrenOf(node: Node, depth: number): string {
  if (depth > DEEPEST) return node.textContent ?? '';
  return [...node.childNodes].map((child) => markdownOf(child, depth + 1)).join('');
}

function markdownOf(node: Node, depth: number): string {
  if (node.nodeType === Node.TEXT_NODE) return (node.textContent ?? '').replace(/\s+/gu, ' ');
  if (!(node instanceof HTMLElement) || IGNORED.has(node.tagName)) return '';
  const { tagName } = node;
  if (tagName === 'BR') return '\n';
  if (tagName === 'PRE') return `\n\`\`\`\n${(node.textContent ?? '').replace(/\n$/, '')}\n\`\`\`\n`;
  if (tagName === 'CODE') return around('`', node.textContent ?? '');
  if (tagName === 'UL' || tagName === 'OL') return `\n${listOf(node, depth, '')}\n`;
  const inside = childrenOf(node, depth);
  if (tagName === 'BLOCKQUOTE')
    return `\n${inside
      .trim()
      .split('\n')
      .map((line) => `> ${line}`.trimEnd())
      .join('\n')}\n`;
  if (tagName === 'A') return linkOf(node, inside);
  if (BLOCKS.has(tagName)) return `\n${inside.trim()}\n`;
  // Some programs wrap everything in a bold element that is not bold.
  const sign = /font-weight:\s*(normal|400)/.test(node.getAttribute('style') ?? '') ? undefined : SIGNS[tagName];
  return sign === undefined ? inside : around(sign, inside);
}

/** Signs beside a space, or over several lines, would mark nothing. */
function around(sign: string, text: string): string {
  const core = text.trim();
  if (core === '' || core.includes('\n')) return text;
  return text.replace(core, () => sign + core + sign);
}

/** Parentheses and spaces would end the address. */
const codes: Record<string, string> = { '(': '%28', ')': '%29' };

function linkOf(element: HTMLElement, inside: string): string {
  const href = element.getAttribute('href') ?? '';
  const name = inside.trim();
  if (!/^(https?:\/\/|mailto:)/i.test(href) || name === '') return inside;
  const isSame = name === href || `${name}/` === href || /^https?:\/\//i.test(name);
  return isSame
    ? href
    : `[${name.replace(/[[\]\n]/g, ' ')}](${href.replace(/[()\s]/g, (sign) => codes[sign] ?? '%20')})`;
}

function listOf(list: HTMLElement, depth: number, indent: string): string {
  const isNumbered = list.tagName === 'OL';
  const items = [...list.children].filter(({ tagName }) => tagName === 'LI');
  return items
    .map((item, index) => {
      const nested = [...item.children].filter(
        (child): child is HTMLElement => child instanceof HTMLElement && /^[UO]L$/.test(child.tagName),
      );
      const own = [...item.childNodes].filter((child) => !nested.some((inner) => inner === child));
      const text = own.map((child) => markdownOf(child, depth + 1)).join('');
      const line = `${indent}${isNumbered ? `${index + 1}.` : '-'} ${text.replace(/\s+/gu, ' ').trim()}`;
      const deeper = depth > DEEPEST ? [] : nested.map((inner) => listOf(inner, depth + 1, `${indent}   `));
      return [line, ...deeper].join('\n');
    })
    .join('\n');
}
