import { type Locale, locales } from '@tertulia/contract';
import { useState } from 'react';
import { failureCode } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import { PageSection } from '../ui/page.js';
import { applyTextSize, readTextSize, textSizes } from '../ui/text-size.js';
import { applyTheme, readTheme, themes } from '../ui/theme.js';
import { RadioChoice, Switch } from '../ui/choices.js';
import type { SettingsProps } from './settings-props.js';
import { useSetting } from './use-setting.js';

const languageNames: Record<Locale, string> = { es: 'Español', 'pt-BR': 'Português (Brasil)', en: 'English' };
const themeKeys = {
  system: 'themeSystem',
  light: 'themeLight',
  dark: 'themeDark',
  contrast: 'themeContrast',
} as const;
const sizeKeys = { small: 'textSmall', normal: 'textNormal', large: 'textLarge' } as const;

/** The language, which goes with the person, and the look, which belongs to this screen. */
export function LookSection({ person, saver }: SettingsProps) {
  const { t } = useLocale();
  const [theme, setTheme] = useState(readTheme);
  const [size, setSize] = useState(readTextSize);
  const setting = useSetting(person, saver);
  return (
    <>
      <LanguageChoice person={person} />
      <PageSection title={t('look')} intro={t('lookIntro')}>
        <RadioChoice
          legend={t('theme')}
          value={theme}
          options={themes.map((value) => ({ value, label: t(themeKeys[value]) }))}
          onChange={(value) => {
            applyTheme(value);
            setTheme(value);
          }}
        />
        <RadioChoice
          legend={t('textSize')}
          value={size}
          options={textSizes.map((value) => ({ value, label: t(sizeKeys[value]) }))}
          onChange={(value) => {
            applyTextSize(value);
            setSize(value);
          }}
        />
        <Switch
          label={t('bubbles')}
          hint={t('bubblesHint')}
          isOn={setting.values.bubbles}
          error={setting.errorOf('bubbles')}
          onChange={(isOn) => setting.choose('bubbles', isOn)}
        />
      </PageSection>
    </>
  );
}

/** Changes at once here, and is told to the server for what it writes to the person. */
function LanguageChoice({ person }: Pick<SettingsProps, 'person'>) {
  const { t, locale, setLocale } = useLocale();
  const [error, setError] = useState<string>();
  // The texts take a moment to arrive; the choice is seen at once.
  const [wanted, setWanted] = useState<Locale>();
  const choose = async (chosen: Locale) => {
    setWanted(chosen);
    setLocale(chosen);
    setError(undefined);
    try {
      person.me.set(await person.update({ locale: chosen }));
    } catch (failure) {
      setError(t('languageOnlyHere', { reason: t(`error_${failureCode(failure)}`) }));
    }
    setWanted((latest) => (latest === chosen ? undefined : latest));
  };
  return (
    <PageSection title={t('language')}>
      <RadioChoice
        legend={t('languageLegend')}
        value={wanted ?? locale}
        options={locales.map((value) => ({ value, label: languageNames[value], lang: value }))}
        error={error}
        onChange={(chosen) => void choose(chosen)}
      />
    </PageSection>
  );
}
