import { useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { deviceAlerts } from '../realtime/device-alerts.js';
import { useObservable } from '../realtime/observable.js';
import { Switch } from '../ui/choices.js';

/** What this device does when somebody is mentioned; kept in this browser. */
export function AlertSwitches() {
  const { t } = useLocale();
  const choice = useObservable(deviceAlerts.choice);
  const hasSound = useObservable(deviceAlerts.hasSound);
  const [isRefused, setIsRefused] = useState(false);
  return (
    <>
      {deviceAlerts.isPossible && (
        <Switch
          label={t('alerts')}
          hint={t('alertsHint')}
          isOn={choice === 'on'}
          error={isRefused ? t('alertsRefused') : undefined}
          onChange={(isOn) => void deviceAlerts.switchTo(isOn).then((isAsWanted) => setIsRefused(!isAsWanted))}
        />
      )}
      <Switch label={t('alertSound')} isOn={hasSound} onChange={(isOn) => deviceAlerts.setSound(isOn)} />
    </>
  );
}
