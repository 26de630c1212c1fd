import Handlebars from 'handlebars';
import type { Letter } from './letter.js';
import { letterHtml } from './letter-html.js';
import { letterText } from './letter-text.js';
import { type LetterView, viewLetter } from './letter-view.js';

/** A letter in words, ready to be put into an e-mail. */
export interface RenderedLetter {
  subject: string;
  text: string;
  html: string;
}

const toHtml = Handlebars.compile<LetterView>(letterHtml, { strict: true });
const toText = Handlebars.compile<LetterView>(letterText, { strict: true, noEscape: true });

/** Writes a letter in its reader's language. Pure: the same letter gives the same words. */
export function renderLetter(letter: Letter): RenderedLetter {
  return renderView(viewLetter(letter));
}

/** Both forms of what stands in a letter; the text is complete without the other. */
export function renderView(view: LetterView): RenderedLetter {
  return { subject: view.subject, text: `${toText(view).trim()}\n`, html: toHtml(view) };
}
