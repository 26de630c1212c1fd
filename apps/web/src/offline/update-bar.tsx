import { useEffect, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { useObservable } from '../realtime/observable.js';
import { unsaved } from '../realtime/unsaved.js';
import { hasNewVersion } from './new-version.js';
import './update-bar.css';

const LOOK_EVERY_MS = 30 * 60_000;

/**
 * Says that there is a new version of the app, while nothing would be lost by a reload. Looks for one when the connection
 * came back, since a new server is then most likely, when the page is seen again, and from time to time.
 */
export function UpdateBar({ isConnected }: { isConnected: boolean }) {
  const { t } = useLocale();
  const unsavedTexts = useObservable(unsaved);
  const [hasNew, setHasNew] = useState(false);
  const [isPutOff, setIsPutOff] = useState(false);
  useEffect(() => {
    if (!isConnected || hasNew) return undefined;
    let isCurrent = true;
    const look = () => {
      if (document.visibilityState !== 'visible') return;
      void hasNewVersion().then((isNew) => {
        if (isCurrent && isNew) setHasNew(true);
      });
    };
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      isCurrent = false;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [isConnected, hasNew]);
  const isShown = hasNew && !isPutOff && unsavedTexts === 0;
  return (
    <div className={`update-bar${isShown ? ' update-bar-shown' : ''}`} role="status">
      {isShown && (
        <>
          <span>{t('newVersion')}</span>
          <button type="button" className="button button-primary" onClick={() => window.location.reload()}>
            {t('reload')}
          </button>
          <button type="button" className="text-button" onClick={() => setIsPutOff(true)}>
            {t('later')}
          </button>
        </>
      )}
    </div>
  );
}
