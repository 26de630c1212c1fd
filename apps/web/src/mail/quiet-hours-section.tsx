import type { QuietHours } from '@tertulia/contract';
import { useId, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { useMailTexts } from '../i18n/mail-texts.js';
import { Switch } from '../ui/choices.js';
import { PageSection } from '../ui/page.js';
import { type ChoicesProps, useMailChoices } from './mail-saver.js';
import { ownTimeZone } from './time-zones.js';
import { weekDays } from './week.js';
import { ZoneField } from './zone-field.js';

/** From evening to morning on every day, where this browser is. */
function usualHours(): QuietHours {
  return { timeZone: ownTimeZone(), from: '22:00', to: '08:00', days: [0, 1, 2, 3, 4, 5, 6] };
}

/** When nothing is mailed. */
export function QuietHoursSection({ person, saver }: ChoicesProps) {
  const mail = useMailTexts();
  const { values, choose, errorOf } = useMailChoices(person, saver);
  const [last, setLast] = useState<QuietHours>();
  const { quietHours } = values;
  const change = (hours: QuietHours) => {
    setLast(hours);
    choose('quietHours', hours);
  };
  return (
    <PageSection title={mail('quietTitle')} intro={mail('quietIntro')}>
      <Switch
        label={mail('quietSwitch')}
        isOn={quietHours !== null}
        error={errorOf('quietHours')}
        onChange={(isOn) => {
          if (isOn) choose('quietHours', last ?? usualHours());
          else {
            setLast(quietHours ?? undefined);
            choose('quietHours', null);
          }
        }}
      />
      {quietHours && <HoursForm hours={quietHours} onHours={change} />}
    </PageSection>
  );
}

interface FormProps {
  hours: QuietHours;
  onHours: (hours: QuietHours) => void;
}

function HoursForm({ hours, onHours }: FormProps) {
  const mail = useMailTexts();
  return (
    <>
      <div className="quiet-times">
        <TimeField label={mail('quietFrom')} value={hours.from} onTime={(from) => onHours({ ...hours, from })} />
        <TimeField label={mail('quietTo')} value={hours.to} onTime={(to) => onHours({ ...hours, to })} />
      </div>
      {hours.to <= hours.from && (
        <p className="page-hint">{mail(hours.to === hours.from ? 'quietWholeDay' : 'quietNextDay')}</p>
      )}
      <DaysField days={hours.days} onDays={(days) => onHours({ ...hours, days })} />
      <ZoneField zone={hours.timeZone} onZone={(timeZone) => onHours({ ...hours, timeZone })} />
    </>
  );
}

interface TimeProps {
  label: string;
  value: string;
  onTime: (time: string) => void;
}

/** A time of day; half of one, as it is while somebody writes, is not kept. */
function TimeField({ label, value, onTime }: TimeProps) {
  const [written, setWritten] = useState<string>();
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type="time"
        required
        value={written ?? value}
        onChange={(event) => {
          const time = event.target.value.slice(0, 5);
          setWritten(time);
          if (time !== '') onTime(time);
        }}
        onBlur={() => setWritten(undefined)}
      />
    </label>
  );
}

function DaysField({ days, onDays }: { days: readonly number[]; onDays: (days: number[]) => void }) {
  const { locale } = useLocale();
  const mail = useMailTexts();
  const id = useId();
  const [isNone, setIsNone] = useState(false);
  const toggle = (day: number) => {
    const chosen = days.includes(day) ? days.filter((other) => other !== day) : [...days, day].sort((a, b) => a - b);
    setIsNone(chosen.length === 0);
    if (chosen.length > 0) onDays(chosen);
  };
  return (
    <fieldset className="radio-choice" aria-describedby={`${id}-error`}>
      <legend>{mail('quietDays')}</legend>
      <div className="quiet-days">
        {weekDays(locale).map(({ day, name }) => (
          <label key={day} className="radio-option">
            <input type="checkbox" checked={days.includes(day)} onChange={() => toggle(day)} />
            <span>{name}</span>
          </label>
        ))}
      </div>
      <p id={`${id}-error`} className="field-error" role="alert">
        {isNone && mail('quietNoDay')}
      </p>
    </fieldset>
  );
}
