import type { enMessages } from './en-messages.js';
import type { TextsLike } from './texts.js';

export const ptBrMessages = {
  newMessages: 'Novas',
  newSince: { one: '{count} mensagem nova desde {time}', other: '{count} mensagens novas desde {time}' },
  jump: 'Ir até lá',
  markUnread: 'Marcar como não lido a partir daqui',
  messageGone: 'Essa mensagem não está mais aqui.',
  jumpFailed: 'Não foi possível carregar a mensagem. Tente de novo daqui a pouco.',
  copyLink: 'Copiar link',
  copyText: 'Copiar texto',
  moreActions: 'Mais ações',
  moreEmoji: 'Mais emojis',
  sent: 'Enviada',
  notSentShort: 'Não enviada',
  guest: 'convidado',
  markHint: 'Marca feita com uma frase secreta: só quem a conhece pode tê-la',
  picture: 'Imagem',
  pictureFailed: 'A imagem não está disponível.',
  pictures: { one: '{count} imagem', other: '{count} imagens' },
  reactions: { one: '{count} reação', other: '{count} reações' },
  announceMessage: '{name}, {time}: {text}',
  announceMany: { one: '{count} mensagem nova em {room}', other: '{count} mensagens novas em {room}' },
  dayAndJump: '{day}: ir para outro dia',
  jumpToDate: 'Ir para uma data',
  day: 'Dia',
  go: 'Ir',
} satisfies TextsLike<typeof enMessages>;
