import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import type { ChatSocket } from '../realtime/chat-socket.js';

const PATIENCE_MS = 1_000;
const BACK_MS = 2_000;
const TICK_MS = 250;

type Shown = 'none' | 'connecting' | 'offline' | 'back';

/** How the connection stands, when that is worth saying. Lies over the room, so nothing moves when it comes and goes. */
export function ConnectionBar({ socket }: { socket: ChatSocket }) {
  const { t } = useLocale();
  const shown = useShown(socket);
  return (
    <div className={`connection connection-${shown}`} role="status">
      {shown === 'connecting' && t('connecting')}
      {shown === 'back' && t('backOnline')}
      {shown === 'offline' && (
        <>
          <span>{t('offline')}</span>
          <Countdown socket={socket} />
          <button type="button" className="text-button" onClick={socket.retryNow}>
            {t('retryNow')}
          </button>
        </>
      )}
    </div>
  );
}

/** Seconds until the next attempt; for the eyes alone, since a screen reader would be told every second. */
function Countdown({ socket }: { socket: ChatSocket }) {
  const { t } = useLocale();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.ceil(((socket.nextAttemptAt ?? now) - now) / 1_000);
  return (
    <span className="connection-countdown" aria-hidden="true">
      {seconds > 0 ? t('retryIn', { seconds }) : t('connecting')}
    </span>
  );
}

function useShown(socket: ChatSocket): Shown {
  const state = useSyncExternalStore(socket.subscribe, () => socket.state);
  const [shown, setShown] = useState<Shown>('none');
  const wasShown = useRef(false);
  useEffect(() => {
    if (state === 'connected') {
      if (!wasShown.current) return undefined;
      wasShown.current = false;
      setShown('back');
      const timer = setTimeout(() => setShown('none'), BACK_MS);
      return () => {
        clearTimeout(timer);
        setShown('none');
      };
    }
    if (state === 'ended') return undefined;
    const show = () => {
      wasShown.current = true;
      setShown(state);
    };
    // A short cut is not worth a word; once the bar is there, it says what is true now.
    const timer = setTimeout(show, wasShown.current ? 0 : PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return shown;
}
