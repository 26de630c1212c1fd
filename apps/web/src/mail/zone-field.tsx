import { useId, useMemo, useState } from 'react';
import { useMailTexts } from '../i18n/mail-texts.js';
import { findTimeZone, timeZones, zoneName } from './time-zones.js';

interface Props {
  zone: string;
  onZone: (zone: string) => void;
}

/** A time zone, found by any part of its name; kept as soon as it is one. */
export function ZoneField({ zone, onZone }: Props) {
  const mail = useMailTexts();
  const id = useId();
  const zones = useMemo(() => timeZones(), []);
  const [written, setWritten] = useState<string>();
  const [isJudged, setIsJudged] = useState(false);
  const isBad = isJudged && written !== undefined && findTimeZone(written, zones) === undefined;
  const write = (text: string) => {
    setWritten(text);
    const found = findTimeZone(text, zones);
    if (found === undefined) return;
    setIsJudged(false);
    if (found !== zone) onZone(found);
  };
  const leave = () => {
    if (written !== undefined && findTimeZone(written, zones) === undefined) setIsJudged(true);
    else setWritten(undefined);
  };
  return (
    <div className="mail-form">
      <label htmlFor={id}>{mail('quietZone')}</label>
      <input
        id={id}
        className="mail-input"
        list={`${id}-zones`}
        autoComplete="off"
        spellCheck={false}
        value={written ?? zoneName(zone)}
        aria-invalid={isBad}
        aria-describedby={`${id}-hint ${id}-error`}
        onFocus={(event) => event.target.select()}
        onChange={(event) => write(event.target.value)}
        onBlur={leave}
      />
      <datalist id={`${id}-zones`}>
        {zones.map((name) => (
          <option key={name} value={zoneName(name)}>
            {zoneName(name)}
          </option>
        ))}
      </datalist>
      <p id={`${id}-hint`} className="page-hint">
        {mail('quietZoneHint')}
      </p>
      <p id={`${id}-error`} className="field-error" role="alert">
        {isBad && mail('quietZoneBad')}
      </p>
    </div>
  );
}
