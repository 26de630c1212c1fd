import type { enSpeech } from './en-speech.js';
import type { TextsLike } from './texts.js';

export const esSpeech = {
  listen: 'Escuchar',
  listenLoading: 'Preparando la voz…',
  listeningTo: 'Leyendo en voz alta a {name}',
  listenPaused: 'La lectura está en pausa',
  pauseListening: 'Pausar la lectura',
  resumeListening: 'Seguir leyendo',
  stopListening: 'Detener la lectura',
  listenProgress: 'Cuánto se ha leído',
  browserVoice: 'Voz de este navegador',
  listenFailed: 'Ahora no se puede leer el mensaje en voz alta.',
  nothingToHear: 'En este mensaje no hay nada que leer en voz alta.',
  shortcut_listenMessage: 'Escuchar el mensaje',
} satisfies TextsLike<typeof enSpeech>;
