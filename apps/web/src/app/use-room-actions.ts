import type { Room, UpdateRoomMe } from '@tertulia/contract';
import { useMemo } from 'react';
import { failureCode } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import { type Toasts, useToasts } from '../ui/toasts.js';
import type { Chat } from './chat.js';

/** What can be done with a room from its menu. The page shows a change at once and takes it back, with a word, when it is refused. */
export function useRoomActions(chat: Chat) {
  const locale = useLocale();
  const toasts = useToasts();
  return useMemo(() => {
    const attempt = makeAttempt(toasts, locale);
    return {
      attempt,
      ...makeMembership(chat, attempt),
      ...makeReadAll(chat, toasts, locale, attempt),
      ...makeCopying(toasts, locale),
    };
  }, [chat, toasts, locale]);
}

type Words = ReturnType<typeof useLocale>;
type Attempt = ReturnType<typeof makeAttempt>;

/** Does something, and says in words why it did not work. */
function makeAttempt(toasts: Toasts, { t }: Words) {
  return async (action: () => Promise<void>): Promise<boolean> => {
    try {
      await action();
      return true;
    } catch (error) {
      toasts.show({ text: t('enterFailed', { reason: t(`error_${failureCode(error)}`) }), isError: true });
      return false;
    }
  };
}

/** The own standing in a room. */
function makeMembership(chat: Chat, attempt: Attempt) {
  const change = (room: Room, wanted: UpdateRoomMe) =>
    attempt(async () => {
      const before = room.me;
      if (before) chat.rooms.setMe(room.id, { ...before, ...wanted });
      try {
        const { notify, isFavourite, isMailed } = await chat.api.updateRoomMe(room.id, wanted);
        const now = chat.rooms.find(room.id)?.me;
        if (now) chat.rooms.setMe(room.id, { ...now, notify, isFavourite, isMailed });
        else await chat.loadRooms();
      } catch (error) {
        const now = chat.rooms.find(room.id)?.me;
        // Counts may have moved meanwhile; only what was asked for goes back.
        if (before && now)
          chat.rooms.setMe(room.id, {
            ...now,
            notify: before.notify,
            isFavourite: before.isFavourite,
            isMailed: before.isMailed,
          });
        throw error;
      }
    });
  const markRead = (room: Room) =>
    attempt(async () => {
      const { lastSeq } = await chat.api.getRoom(room.id);
      chat.rooms.setReadState(room.id, await chat.socket.request('room:read', { roomId: room.id, seq: lastSeq }));
    });
  const leave = (room: Room) =>
    attempt(async () => {
      await chat.api.removeMember(room.id, chat.user.id);
      if (room.visibility === 'private') chat.rooms.remove(room.id);
      else chat.rooms.setMe(room.id, undefined);
    });
  return { change, markRead, leave };
}

/** Everything read at once, and back again. */
function makeReadAll(chat: Chat, toasts: Toasts, { t, plural }: Words, attempt: Attempt) {
  const undoReadAll = (items: Awaited<ReturnType<Chat['api']['readAll']>>) =>
    attempt(async () => {
      const back = items.map(({ roomId, previousReadSeq }) => ({ roomId, readSeq: previousReadSeq }));
      for (const { roomId, ...state } of await chat.api.restoreRead(back)) chat.rooms.setReadState(roomId, state);
    });
  const readAll = () =>
    attempt(async () => {
      const items = await chat.api.readAll();
      for (const { roomId, readSeq, unread, mentions } of items)
        chat.rooms.setReadState(roomId, { readSeq, unread, mentions });
      if (items.length === 0) toasts.show({ text: t('readAllNothing') });
      else
        toasts.show({
          text: plural('readAllDone', items.length),
          action: { label: t('undo'), run: () => void undoReadAll(items) },
        });
    });
  return { readAll };
}

/** The address of a room, for sending it to somebody. */
function makeCopying(toasts: Toasts, { t }: Words) {
  const noteCopied = (isCopied: boolean) =>
    toasts.show(isCopied ? { text: t('linkCopied') } : { text: t('copyFailed'), isError: true });
  const copyLink = (room: Room) => {
    const url = `${window.location.origin}/r/${room.slug}`;
    const copied = navigator.clipboard?.writeText(url) ?? Promise.reject(new Error('There is no clipboard.'));
    copied.then(
      () => noteCopied(true),
      () => noteCopied(false),
    );
  };
  return { copyLink, noteCopied };
}

export type RoomActions = ReturnType<typeof useRoomActions>;
