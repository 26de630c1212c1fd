/** The text form of every letter (Handlebars, nothing escaped). A quotation begins each line, so it cannot pass for ours. */
export const letterText = `{{title}}

{{#each paragraphs}}
{{this}}

{{/each}}
{{#if code}}
    {{code}}

{{/if}}
{{#each rooms}}
{{#if name}}
* {{name}}

{{/if}}
{{#each items}}
{{author}} {{did}} · {{when}}
> {{excerpt}}
{{link.url}}

{{/each}}
{{#if more}}
{{more}}

{{/if}}
{{#if name}}
{{link.label}}: {{link.url}}

{{/if}}
{{/each}}
{{#if button}}
{{button.label}}:
{{button.url}}

{{/if}}
{{#each after}}
{{this}}

{{/each}}
-- 
Tertulia
{{why}}
{{#each links}}
{{label}}: {{url}}
{{/each}}
`;
