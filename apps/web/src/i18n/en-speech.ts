/** Texts of messages read aloud. */
export const enSpeech = {
  listen: 'Listen',
  listenLoading: 'Preparing the voice…',
  listeningTo: 'Reading {name} aloud',
  listenPaused: 'Reading is paused',
  pauseListening: 'Pause reading aloud',
  resumeListening: 'Go on reading aloud',
  stopListening: 'Stop reading aloud',
  listenProgress: 'How far it was read',
  browserVoice: 'Voice of this browser',
  listenFailed: 'The message cannot be read aloud now.',
  nothingToHear: 'There is nothing to read aloud in this message.',
  shortcut_listenMessage: 'Listen to the message',
} satisfies Record<string, string>;
