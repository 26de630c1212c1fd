import type { enSpeech } from './en-speech.js';
import type { TextsLike } from './texts.js';

export const ptBrSpeech = {
  listen: 'Ouvir',
  listenLoading: 'Preparando a voz…',
  listeningTo: 'Lendo em voz alta: {name}',
  listenPaused: 'A leitura está em pausa',
  pauseListening: 'Pausar a leitura',
  resumeListening: 'Continuar a leitura',
  stopListening: 'Parar a leitura',
  listenProgress: 'Quanto já foi lido',
  browserVoice: 'Voz deste navegador',
  listenFailed: 'Não é possível ler a mensagem em voz alta agora.',
  nothingToHear: 'Não há nada para ler em voz alta nesta mensagem.',
  shortcut_listenMessage: 'Ouvir a mensagem',
} satisfies TextsLike<typeof enSpeech>;
