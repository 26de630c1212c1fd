import type { Settings } from '@tertulia/contract';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { deviceAlerts } from '../realtime/device-alerts.js';
import { useLiveRegion } from '../ui/use-live-region.js';
import { type Alert, DesktopAlerts } from './desktop-alerts.js';
import { playMentionSound } from './mention-sound.js';
import { excerptOf, sentenceOf, useWords } from './notification-texts.js';
import type { NotificationsStore } from './notifications-store.js';
import { ToldAloud } from './told-aloud.js';

interface Props {
  store: NotificationsStore;
  announcements: Settings['announce'];
  /** The room on the screen tells its own messages. */
  activeRoomId: string | undefined;
}

/** What happens when one is mentioned, besides the list: a sentence for a screen reader, and on this device what was asked for. */
export function NotificationAlerts({ store, announcements, activeRoomId }: Props) {
  const words = useWords();
  const [, navigate] = useLocation();
  const host = useRef<HTMLDivElement>(null);
  const say = useLiveRegion(host);
  const latest = useRef({ words, navigate, announcements, activeRoomId });
  useEffect(() => {
    latest.current = { words, navigate, announcements, activeRoomId };
  });
  const [alerts] = useState(() => new DesktopAlerts(screenOf((path) => latest.current.navigate(path))));
  useEffect(() => {
    const aloud = new ToldAloud((told) => {
      const { words: now } = latest.current;
      if (typeof told === 'number') say(now.plural('announceMany', told));
      else for (const one of told) say(`${sentenceOf(now, one)}: ${excerptOf(now, one)}`);
    });
    const handleNew = () => {
      const told = store.latest.get();
      if (!told) return;
      const { words: now, announcements: wanted, activeRoomId: roomId } = latest.current;
      const isBeforeEyes = told.room.id === roomId && document.hasFocus();
      if (wanted !== 'none' && told.room.id !== roomId) aloud.add(told);
      if (deviceAlerts.hasSound.get() && !isBeforeEyes) playMentionSound(Date.now());
      alerts.show(told, sentenceOf(now, told), excerptOf(now, told));
    };
    const endings = [
      store.latest.subscribe(handleNew),
      store.subscribe(() => alerts.keepFor(store.get().items)),
      () => aloud.close(),
      () => alerts.close(),
    ];
    return () => {
      for (const end of endings) end();
    };
  }, [store, say, alerts]);
  return <div ref={host} className="visually-hidden" />;
}

function screenOf(go: (path: string) => void) {
  return {
    isWanted: () => deviceAlerts.isOn && document.visibilityState === 'hidden',
    show: ({ title, body, tag, onClick }: Alert) => {
      const shown = new Notification(title, { body, tag, icon: '/icons/touch-180.png' });
      shown.onclick = onClick;
      return shown;
    },
    open: (path: string) => {
      window.focus();
      go(path);
    },
  };
}
