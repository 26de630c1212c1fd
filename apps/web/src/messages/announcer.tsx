import type { Room, Settings } from '@tertulia/contract';
import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { announce, flushHeld, isAnnounced, messageSentence, silence } from './announcements.js';
import type { RoomStore, RoomView } from './room-store.js';

/** Sentences that stay in the page; a screen reader has long read those before. */
const MOST_KEPT = 6;

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
  const latest = useRef({ translator, room });
  useEffect(() => {
    latest.current = { translator, room };
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    const before = known.current;
    known.current = Math.max(before, view.newestSeq);
    if (!isOpen || view.newestSeq <= before) return;
    const news = store.messagesAfter(before).filter((message) => isAnnounced(message, announcements, userId));
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
  }, [store, view.newestSeq, announcements, userId, isOpen, say]);
  return <div ref={host} className="visually-hidden" />;
}

/**
 * A live region in a tree of its own. Its sentences repeat what the list shows: whoever reads the text of the page, by
 * selection or by program, finds each message once.
 */
function useLiveRegion(host: RefObject<HTMLElement | null>): (text: string) => void {
  const region = useRef<HTMLElement>(undefined);
  useEffect(() => {
    if (region.current || !host.current) return;
    const element = document.createElement('div');
    element.setAttribute('aria-live', 'polite');
    element.setAttribute('aria-relevant', 'additions');
    host.current.attachShadow({ mode: 'closed' }).append(element);
    region.current = element;
  }, [host]);
  return useCallback((text: string) => {
    const { current } = region;
    if (!current) return;
    const line = document.createElement('p');
    line.textContent = text;
    current.append(line);
    while (current.childElementCount > MOST_KEPT) current.firstElementChild?.remove();
  }, []);
}
