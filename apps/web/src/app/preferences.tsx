import { type Locale, locales } from '@tertulia/contract';
import { useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { applyTheme, readTheme, type Theme, themes } from '../ui/theme.js';

const languageNames: Record<Locale, string> = { es: 'Español', 'pt-BR': 'Português', en: 'English' };
const themeKeys = { system: 'themeSystem', light: 'themeLight', dark: 'themeDark', contrast: 'themeContrast' } as const;

/** Language and theme; both change at once and are kept in this browser. */
export function Preferences() {
  const { t, locale, setLocale } = useLocale();
  const [theme, setTheme] = useState<Theme>(readTheme);
  return (
    <div className="preferences">
      <label className="choice">
        <span>{t('language')}</span>
        <select
          value={locale}
          onChange={(event) => {
            const chosen = locales.find((candidate) => candidate === event.target.value);
            if (chosen) setLocale(chosen);
          }}
        >
          {locales.map((candidate) => (
            <option key={candidate} value={candidate} lang={candidate}>
              {languageNames[candidate]}
            </option>
          ))}
        </select>
      </label>
      <label className="choice">
        <span>{t('theme')}</span>
        <select
          value={theme}
          onChange={(event) => {
            const chosen = themes.find((candidate) => candidate === event.target.value) ?? 'system';
            applyTheme(chosen);
            setTheme(chosen);
          }}
        >
          {themes.map((candidate) => (
            <option key={candidate} value={candidate}>
              {t(themeKeys[candidate])}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
