import type { Settings } from '@tertulia/contract';
import { useLocale } from '../i18n/locale-context.js';
import { shownChoices } from '../realtime/choice-saver.js';
import { useObservable } from '../realtime/observable.js';
import type { PersonKeeper, SettingsSaver } from './settings-saver.js';

/** The settings as they are shown, how to change one, and why that did not succeed. */
export function useSetting(person: PersonKeeper, saver: SettingsSaver) {
  const { t } = useLocale();
  const me = useObservable(person.me);
  const { pending, failures } = useObservable(saver);
  return {
    values: shownChoices(me.settings, pending),
    choose: <Key extends keyof Settings>(key: Key, value: Settings[Key]): void => void saver.choose(key, value),
    errorOf: (key: keyof Settings): string | undefined => {
      const code = failures[key];
      return code && t('notKept', { reason: t(`error_${code}`) });
    },
  };
}
