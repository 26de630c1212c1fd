import type { Locale } from '@tertulia/contract';
import type { PictureTexts } from './en-pictures.js';
import { textsApart } from './texts-apart.js';

/** Fetches the texts of pictures in one language. */
export async function loadPictureTexts(locale: Locale): Promise<PictureTexts> {
  if (locale === 'es') return (await import('./es-pictures.js')).esPictures;
  if (locale === 'pt-BR') return (await import('./pt-br-pictures.js')).ptBrPictures;
  return (await import('./en-pictures.js')).enPictures;
}

/** The texts of pictures in the current language; a `Suspense` above waits for them. */
export const usePictureTexts = textsApart(loadPictureTexts);
