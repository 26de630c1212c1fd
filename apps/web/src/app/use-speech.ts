import { type Message, speechSchema } from '@tertulia/contract';
import { useEffect, useState } from 'react';
import { plainText } from '../messages/plain-text.js';
import type { RoomStore } from '../messages/room-store.js';
import { AudioSound } from '../speech/audio-sound.js';
import { BrowserVoice, hasBrowserVoice } from '../speech/browser-voice.js';
import { SpeechPlayer } from '../speech/speech-player.js';
import type { Chat } from './chat.js';

/** The one player of the rooms of a visit. It stops when the room is left and when what it reads is deleted. */
export function useSpeech(chat: Chat, store: RoomStore): SpeechPlayer<Message> {
  const [player] = useState(() => makePlayer(chat));
  useEffect(() => {
    const end = store.subscribe(() => {
      const id = player.heard.get()?.message.id;
      const message = id === undefined ? undefined : store.getSnapshot().messages.find((one) => one.id === id);
      if (message && message.deletedAt !== null) player.stop();
    });
    return () => {
      end();
      player.stop();
    };
  }, [player, store]);
  return player;
}

function makePlayer({ api }: Chat): SpeechPlayer<Message> {
  // Asked once before it is needed: browsers fetch their list of voices then.
  hasBrowserVoice();
  return new SpeechPlayer({
    fetch: ({ roomId, id }) =>
      api.http.ask(speechSchema, { method: 'POST', path: `/api/rooms/${roomId}/messages/${id}/speech` }),
    openSound: (url, events) => new AudioSound(url.startsWith('/') ? api.baseUrl + url : url, events),
    openBrowserVoice: ({ author, text }, events) =>
      hasBrowserVoice() ? new BrowserVoice(`${author.displayName}: ${plainText(text)}`, events) : null,
  });
}
