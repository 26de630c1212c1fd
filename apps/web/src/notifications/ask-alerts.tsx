import { useState } from 'react';
import { deviceAlerts } from '../realtime/device-alerts.js';
import { useObservable } from '../realtime/observable.js';
import { useWords } from './notification-texts.js';

/** Asks, once and not before somebody was mentioned, whether mentions shall be shown on the screen of this device. */
export function AskAlerts() {
  const { t } = useWords();
  const choice = useObservable(deviceAlerts.choice);
  const [isRefused, setIsRefused] = useState(false);
  if (isRefused) return <p className="notice notification-notice">{t('alertsRefused')}</p>;
  if (choice !== 'unasked' || !deviceAlerts.isPossible) return null;
  const answer = async (isOn: boolean) => setIsRefused(!(await deviceAlerts.switchTo(isOn)));
  return (
    <div className="notice notification-notice">
      <span>{t('askAlerts')}</span>
      <span className="notification-answers">
        <button type="button" className="text-button" onClick={() => void answer(true)}>
          {t('askAlertsYes')}
        </button>
        <button type="button" className="text-button" onClick={() => void answer(false)}>
          {t('askAlertsNo')}
        </button>
      </span>
    </div>
  );
}
