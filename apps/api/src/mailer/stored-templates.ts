import type { Locale } from '@tertulia/contract';
import Handlebars from 'handlebars';
import type { Letter } from './letter.js';
import { LetterLanguage } from './letter-language.js';
import { type FixedValues, fixedValues, fixedView } from './letter-view.js';
import { type RenderedLetter, renderView } from './render-letter.js';

/** Letters that SES stores; all others have headers that its stored templates cannot have. */
export type StoredKind = 'verification' | 'code';

/** A template as SES stores it: the same words, with a placeholder for each value. */
export interface StoredTemplate extends RenderedLetter {
  name: string;
}

/** SES escapes nothing, so the HTML form has placeholders of its own, for values that we escaped. */
const FOR_HTML = 'Html';

export function buildStoredTemplate(kind: StoredKind, locale: Locale): StoredTemplate {
  const values: FixedValues = {
    name: '{{name}}',
    url: kind === 'verification' ? '{{url}}' : '',
    code: kind === 'code' ? '{{code}}' : '',
    validFor: '{{validFor}}',
  };
  const { subject, text, html } = renderView(fixedView(kind, new LetterLanguage(locale), values));
  const htmlOfValues = html.replaceAll(/\{\{(\w+)\}\}/g, `{{$1${FOR_HTML}}}`);
  return { name: `tertulia-${kind}-${locale}`, subject, text, html: htmlOfValues };
}

/** The values of a letter for its stored template, as SES wants them; null for a letter that is not stored. */
export function storedTemplateData(letter: Letter): Record<string, string> | null {
  const values = fixedValues(letter);
  if (!values) return null;
  const plain = Object.entries(values).map(([name, value]): [string, string] => [name, String(value)]);
  return Object.fromEntries([
    ...plain,
    ...plain.map(([name, value]): [string, string] => [name + FOR_HTML, Handlebars.escapeExpression(value)]),
  ]);
}
