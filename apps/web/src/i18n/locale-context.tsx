import { localeSchema, type Locale } from '@tertulia/contract';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { readStored, writeStored } from '../ui/storage.js';
import { chooseLocale, createTranslator, type Language, loadLanguage, type Translator } from './translate.js';

const KEY = 'tertulia.locale';

interface LocaleValue extends Translator {
  setLocale: (locale: Locale) => void;
}

const LocaleContext = createContext<LocaleValue | undefined>(undefined);

/** The language that was chosen in this browser, else the browser's own. */
export function preferredLocale(): Locale {
  const kept = localeSchema.safeParse(readStored(KEY));
  return kept.success ? kept.data : chooseLocale(navigator.languages);
}

/** Gives the language to everything below, and to the document. */
export function LocaleProvider({ initial, children }: { initial: Language; children: ReactNode }) {
  const [language, setLanguage] = useState(initial);
  const wanted = useRef(initial.locale);
  useEffect(() => {
    document.documentElement.lang = language.locale;
  }, [language]);
  const value = useMemo(
    () => ({
      ...createTranslator(language),
      setLocale: (next: Locale) => {
        wanted.current = next;
        loadLanguage(next).then(
          (loaded) => {
            if (wanted.current !== next) return;
            writeStored(KEY, next);
            setLanguage(loaded);
          },
          // Without its file, for want of a connection, the language stays as it is.
          () => undefined,
        );
      },
    }),
    [language],
  );
  return <LocaleContext value={value}>{children}</LocaleContext>;
}

/** The texts in the current language, and the way to change it. */
export function useLocale(): LocaleValue {
  const value = useContext(LocaleContext);
  if (!value) throw new Error('useLocale needs a LocaleProvider above it.');
  return value;
}
