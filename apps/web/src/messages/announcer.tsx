import type { Room, Settings } from '@tertulia/contract';
import { useEffect, useRef } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { useLiveRegion } from '../ui/use-live-region.js';
import { announce, flushHeld, isAnnounced, messageSentence, silence, takeReleased } from './announcements.js';
import type { RoomStore, RoomView } from './room-store.js';

interface Props {
  room: Room;
  store: RoomStore;
  view: RoomView;
  userId: string;
  announcements: Settings['announce'];
  isOpen: boolean;
}

/**
 * Tells a screen reader what is written while it happens. The list of messages is no live region itself: its lines come and
 * go with the scrolling.
 */
export function Announcer({ room, store, view, userId, announcements, isOpen }: Props) {
  const translator = useLocale();
  const host = useRef<HTMLDivElement>(null);
  const say = useLiveRegion(host);
  const state = useRef(silence);
  const known = useRef(view.newestSeq);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const waiting = useRef(new Set<string>());
  const latest = useRef({ translator, room });
  useEffect(() => {
    latest.current = { translator, room };
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    const before = known.current;
    known.current = Math.max(before, view.newestSeq);
    const released = takeReleased(waiting.current, view.messages);
    if (!isOpen || (view.newestSeq <= before && released.length === 0)) return;
    const news = [...released.filter(({ seq }) => seq <= before), ...store.messagesAfter(before)].filter((message) =>
      isAnnounced(message, announcements, userId),
    );
    if (news.length === 0) return;
    const { state: next, told } = announce(state.current, news, Date.now());
    const wasWaiting = state.current.dueAt !== undefined;
    state.current = next;
    for (const message of told) say(messageSentence(message, latest.current.translator));
    if (next.dueAt === undefined || wasWaiting) return;
    timer.current = setTimeout(() => {
      const { state: after, count } = flushHeld(state.current, Number.POSITIVE_INFINITY);
      state.current = after;
      const { translator: words, room: place } = latest.current;
      if (count > 0) say(words.plural('announceMany', count, { room: place.name }));
    }, next.dueAt - Date.now());
  }, [store, view.newestSeq, view.messages, announcements, userId, isOpen, say]);
  return <div ref={host} className="visually-hidden" />;
}
