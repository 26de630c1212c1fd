import { createHash } from 'node:crypto';

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1.5rem}
html{background:light-dark(#fff,#121212)}a{color:light-dark(#0b57d0,#8ab4f8)}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}button{font:inherit;padding:.6rem 1rem;min-height:44px;margin:.25rem 0;width:100%;max-width:28rem;text-align:left}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #8886;vertical-align:top;overflow-wrap:anywhere}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:0;padding:0}nav a{display:inline-block;padding:.6rem 0}nav a[aria-current]{font-weight:600}
caption{text-align:left;padding:.3rem 0}tfoot td,tfoot th{font-weight:600}[role=note]{border-left:.25rem solid #b26a00;padding:.1rem 0 .1rem .8rem}
body:has(.cards){max-width:86rem}.cards th,.cards td{overflow-wrap:break-word}
@media (max-width:64rem){body{padding:1rem}.cards,.cards tbody,.cards tfoot,.cards tr,.cards th,.cards td,.cards caption{display:block}
.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.cards tr{border:1px solid #8886;border-radius:.5rem;padding:.4rem .8rem;margin:0 0 .8rem}
.cards td{display:flex;justify-content:space-between;gap:1rem;border:0;padding:.15rem 0;text-align:right}.cards td::before{content:attr(data-label);text-align:left;font-weight:400;white-space:nowrap}
.cards tr th{border:0;font-size:1.05rem}.cards .empty{display:none}}
pre{white-space:pre-wrap;overflow-wrap:anywhere}iframe{width:100%;height:36rem;border:1px solid #8886;background:#fff}`;

/** The one style that these pages may have, by its hash. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

/** Text that may stand anywhere in HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A page without a script; `body` is HTML. It is asked for again after `refreshSeconds`, if there are any. */
export function renderPage(language: string, title: string, body: string, refreshSeconds?: number): string {
  const refresh = refreshSeconds === undefined ? '' : `\n<meta http-equiv="refresh" content="${refreshSeconds}">`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow"><meta name="referrer" content="no-referrer"><title>${escapeHtml(title)}</title>${refresh}
<style>${style}</style></head><body><main><h1>${escapeHtml(title)}</h1>
${body}
</main></body></html>
`;
}

/** A table with a heading per column. */
export function renderTable(head: string[], rows: (string | number)[][]): string {
  const cells = (row: (string | number)[], tag: string): string =>
    row.map((cell) => `<${tag}>${escapeHtml(String(cell))}</${tag}>`).join('');
  const lines = rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n');
  return `<table><thead><tr>${cells(head, 'th')}</tr></thead><tbody>${lines}</tbody></table>`;
}
