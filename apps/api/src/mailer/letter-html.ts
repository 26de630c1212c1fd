/** The HTML form of every letter (Handlebars, every value escaped). */
export const letterHtml = `<!doctype html>
<html lang="{{lang}}">
<head><meta charset="utf-8"><title>{{subject}}</title></head>
<body>
<h1>{{title}}</h1>
{{#each paragraphs}}<p>{{this}}</p>
{{/each}}
{{#if code}}<p>{{code}}</p>{{/if}}
{{#each rooms}}
{{#if name}}<h2>{{name}}</h2>{{/if}}
{{#each items}}<p>{{author}} {{did}} · {{when}}</p><blockquote>{{excerpt}}</blockquote><p><a href="{{link.url}}">{{link.label}}</a></p>
{{/each}}
<p>{{more}}</p>
{{/each}}
{{#if button}}<p><a href="{{button.url}}">{{button.label}}</a></p>{{/if}}
{{#each after}}<p>{{this}}</p>
{{/each}}
<p>{{why}}</p>
<p>{{#each links}}<a href="{{url}}">{{label}}</a> {{/each}}</p>
</body>
</html>
`;
