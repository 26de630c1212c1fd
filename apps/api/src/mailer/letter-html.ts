const paper = '#fcf8f1';
const card = '#fffdf9';
const ink = '#2a211c';
const inkSoft = '#685849';
const line = '#e5d8c5';
const accent = '#a63f27';
const onAccent = '#fffaf3';
const quote = '#f5ecdf';
const sans = "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
const serif = "'Iowan Old Style','Palatino Linotype',Palatino,'Book Antiqua',Georgia,serif";

const text = `margin:0 0 16px;font:16px/1.55 ${sans};color:${ink};`;
const soft = `font:13px/1.55 ${sans};color:${inkSoft};`;

const styles = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { -webkit-text-size-adjust: 100%; }
a:hover { text-decoration: underline !important; }
@media (max-width: 480px) {
  .pad { padding-left: 20px !important; padding-right: 20px !important; }
  .card { border-radius: 14px !important; }
  .button a { display: block !important; text-align: center !important; }
}
@media (prefers-color-scheme: dark) {
  .paper { background: #1d1815 !important; }
  .card { background: #28211b !important; border-color: #392f27 !important; }
  .ink, .ink a { color: #f1e7da !important; }
  .soft, .soft a { color: #bcab99 !important; }
  .accent, .accent a { color: #f0a35e !important; }
  .line { border-color: #392f27 !important; }
  .quote { background: #322921 !important; border-color: #f0a35e !important; }
  .button a { background: #f0a35e !important; color: #2b1809 !important; }
}`;

/** Keeps mail programs from filling the preview with what stands after the preheader. */
const filler = '&#8199;&#847; '.repeat(60).trim();

const item = `<p class="soft" style="margin:0 0 6px;${soft}"><strong class="ink" dir="auto" style="font-weight:600;font-size:15px;color:${ink};">{{author}}</strong>{{#if did}} {{did}}{{/if}} · <span style="white-space:nowrap;">{{when}}</span></p>
{{#if excerpt}}
<blockquote class="quote ink" dir="auto" style="margin:0 0 8px;padding:10px 14px;border-left:3px solid ${accent};border-radius:0 8px 8px 0;background:${quote};font:16px/1.5 ${sans};color:${ink};overflow-wrap:anywhere;word-break:break-word;">{{excerpt}}</blockquote>
{{/if}}
`;

const openItem = `<p class="accent" style="margin:0 0 20px;font:14px/1.5 ${sans};"><a href="{{link.url}}" style="color:${accent};font-weight:600;text-decoration:none;">{{link.label}}</a></p>
`;

const rooms = `{{#each rooms}}
{{#if name}}
<h2 class="ink line" dir="auto" style="margin:24px 0 14px;padding-top:20px;border-top:1px solid ${line};font:600 19px/1.3 ${serif};color:${ink};overflow-wrap:anywhere;">{{name}}</h2>
{{/if}}
{{#each items}}
${item}{{#if ../isListed}}${openItem}{{else}}<div style="height:14px;line-height:14px;">&nbsp;</div>
{{/if}}
{{/each}}
{{#if more}}
<p class="soft" style="margin:0 0 16px;${soft}">{{more}}</p>
{{/if}}
{{#if name}}
<p class="accent" style="margin:0 0 18px;font:14px/1.5 ${sans};"><a href="{{link.url}}" style="color:${accent};font-weight:600;text-decoration:none;">{{link.label}}&nbsp;&rarr;</a></p>
{{/if}}
{{/each}}`;

const button = `<p class="button" style="margin:8px 0 18px;font:600 16px/1.2 ${sans};"><a href="{{button.url}}" style="display:inline-block;padding:14px 24px;border-radius:999px;background:${accent};color:${onAccent};font:600 16px/1.2 ${sans};text-decoration:none;overflow-wrap:anywhere;">{{button.label}}</a></p>
`;

const code = `<p class="quote ink" style="margin:8px 0 24px;padding:18px 4px 18px 12px;border-radius:12px;background:${quote};text-align:center;font:600 34px/1.2 'SF Mono',Consolas,'Liberation Mono',Menlo,monospace;letter-spacing:8px;color:${ink};">{{code}}</p>
`;

const footer = `<p class="soft" style="margin:0 0 8px;${soft}">{{why}}</p>
{{#if links}}
<p class="soft" style="margin:0;${soft}">{{#each links}}{{#unless @first}} &nbsp;· {{/unless}}<a href="{{url}}" style="color:${inkSoft};text-decoration:underline;white-space:nowrap;">{{label}}</a>{{/each}}</p>
{{/if}}`;

/**
 * The HTML form of every letter (Handlebars, every value escaped). One column of at most 600 px that reads well without any of
 * its styles; colours and letters are those of the web app. Inline styles are the light ones, because many mail programs know
 * no others; those that know the reader's choice of a dark screen get the classes.
 */
export const letterHtml = `<!doctype html>
<html lang="{{lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>{{subject}}</title>
<style>${styles}
</style>
</head>
<body class="paper" style="margin:0;padding:0;background:${paper};">
<div style="display:none;max-height:0;overflow:hidden;opacity:0;">{{preheader}} ${filler}</div>
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${paper};">
<tr><td align="center" style="padding:28px 12px 40px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;text-align:left;">
<tr><td class="pad accent" style="padding:0 32px 14px;font:600 20px/1.2 ${serif};color:${accent};">Tertulia</td></tr>
<tr><td class="card pad" style="padding:32px;background:${card};border:1px solid ${line};border-radius:18px;">
<h1 class="ink" dir="auto" style="margin:0 0 18px;font:600 26px/1.25 ${serif};color:${ink};overflow-wrap:anywhere;">{{title}}</h1>
{{#each paragraphs}}
<p class="ink" style="${text}">{{this}}</p>
{{/each}}
{{#if code}}
${code}{{/if}}
${rooms}
{{#if button}}
${button}{{/if}}
{{#each after}}
<p class="soft" style="margin:0 0 10px;font:14px/1.55 ${sans};color:${inkSoft};">{{this}}</p>
{{/each}}
</td></tr>
<tr><td class="pad" style="padding:20px 32px 0;">
${footer}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
