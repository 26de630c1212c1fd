import { localeSchema, type Locale } from '@tertulia/contract';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { readStored, writeStored } from '../ui/storage.js';
import { chooseLocale, createTranslator, type Translator } from './translate.js';

const KEY = 'tertulia.locale';

interface LocaleValue extends Translator {
  setLocale: (locale: Locale) => void;
}

const LocaleContext = createContext<LocaleValue | undefined>(undefined);

function initialLocale(): Locale {
  const kept = localeSchema.safeParse(readStored(KEY));
  return kept.success ? kept.data : chooseLocale(navigator.languages);
}

/** Gives the language to everything below, and to the document. */
export function LocaleProvider({ children }: { children: ReactNode }) {
  const [locale, setLocale] = useState(initialLocale);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const value = useMemo(
    () => ({
      ...createTranslator(locale),
      setLocale: (next: Locale) => {
        writeStored(KEY, next);
        setLocale(next);
      },
    }),
    [locale],
  );
  return <LocaleContext value={value}>{children}</LocaleContext>;
}

/** The texts in the current language, and the way to change it. */
export function useLocale(): LocaleValue {
  const value = useContext(LocaleContext);
  if (!value) throw new Error('useLocale needs a LocaleProvider above it.');
  return value;
}
