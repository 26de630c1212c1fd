import type { OwnUser } from '@tertulia/contract';
import { useLocale } from '../i18n/locale-context.js';
import { ChoiceSaver, shownChoices } from '../realtime/choice-saver.js';
import { useObservable } from '../realtime/observable.js';
import type { MailPerson } from './mail-gateway.js';
import { zoneOf } from './time-zones.js';

/** What a person chooses about their mail. */
export type MailChoices = Pick<OwnUser, 'mailPreference' | 'quietHours' | 'mailPausedUntil'>;

/** Keeps each choice about mail at once, as the settings are kept. */
export class MailSaver extends ChoiceSaver<MailChoices> {
  constructor({ me, update }: MailPerson) {
    super(async (key, value) => me.set(await update({ [key]: value, ...zoneOf(me.get()) })));
  }
}

/** What every part about the choices is given. */
export interface ChoicesProps {
  person: MailPerson;
  saver: MailSaver;
}

/** The choices as they are shown, how to change one, and why that did not succeed. */
export function useMailChoices(person: MailPerson, saver: MailSaver) {
  const { t } = useLocale();
  const { mailPreference, quietHours, mailPausedUntil } = useObservable(person.me);
  const { pending, failures } = useObservable(saver);
  return {
    values: shownChoices<MailChoices>({ mailPreference, quietHours, mailPausedUntil }, pending),
    choose: <Key extends keyof MailChoices>(key: Key, value: MailChoices[Key]): void => void saver.choose(key, value),
    errorOf: (key: keyof MailChoices): string | undefined => {
      const code = failures[key];
      return code && t('notKept', { reason: t(`error_${code}`) });
    },
  };
}
