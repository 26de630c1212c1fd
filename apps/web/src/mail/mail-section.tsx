import { useState } from 'react';
import { Link } from 'wouter';
import { useMailTexts } from '../i18n/mail-texts.js';
import { useObservable } from '../realtime/observable.js';
import { RadioChoice } from '../ui/choices.js';
import { PageSection } from '../ui/page.js';
import { AddressSection } from './address-section.js';
import './mail.css';
import type { AddressGateway, MailPerson } from './mail-gateway.js';
import { type ChoicesProps, MailSaver, useMailChoices } from './mail-saver.js';
import { PauseSection } from './pause-section.js';
import { QuietHoursSection } from './quiet-hours-section.js';
import { ownTimeZone, zoneName } from './time-zones.js';

interface Props {
  person: MailPerson;
  gateway: AddressGateway;
}

/** Everything about mail that a person can set. */
export function MailSection({ person, gateway }: Props) {
  const mail = useMailTexts();
  const [saver] = useState(() => new MailSaver(person));
  const { email } = useObservable(person.me);
  return (
    <>
      <AddressSection person={person} gateway={gateway} />
      {email?.state !== 'verified' && <p className="page-hint">{mail('onceConfirmed')}</p>}
      <PreferenceSection person={person} saver={saver} />
      <QuietHoursSection person={person} saver={saver} />
      <PauseSection person={person} saver={saver} />
      {(email === null || email.state === 'pending') && (
        <PageSection title={mail('elsewhereTitle')} intro={mail('elsewhereIntro')}>
          <div>
            <Link href="/sign-in" className="button">
              {mail('elsewhereLink')}
            </Link>
          </div>
        </PageSection>
      )}
    </>
  );
}

function PreferenceSection({ person, saver }: ChoicesProps) {
  const mail = useMailTexts();
  const { values, choose, errorOf } = useMailChoices(person, saver);
  const { timeZone } = useObservable(person.me);
  const zone = values.quietHours?.timeZone ?? timeZone ?? ownTimeZone();
  return (
    <PageSection title={mail('preferenceTitle')} intro={mail('preferenceRooms')}>
      <div className="mail-choices">
        <RadioChoice
          legend={mail('preferenceLegend')}
          value={values.mailPreference}
          options={[
            { value: 'each', label: mail('preferenceEach'), hint: mail('preferenceEachHint') },
            { value: 'away', label: mail('preferenceAway'), hint: mail('preferenceAwayHint') },
            {
              value: 'daily',
              label: mail('preferenceDaily'),
              hint: mail('preferenceDailyHint', { zone: zoneName(zone) }),
            },
            { value: 'never', label: mail('preferenceNever'), hint: mail('preferenceNeverHint') },
          ]}
          error={errorOf('mailPreference')}
          onChange={(value) => choose('mailPreference', value)}
        />
      </div>
    </PageSection>
  );
}
