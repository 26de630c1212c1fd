import type { enMessages } from './en-messages.js';
import type { TextsLike } from './texts.js';

export const esMessages = {
  newMessages: 'Nuevo',
  newSince: { one: '{count} mensaje nuevo desde {time}', other: '{count} mensajes nuevos desde {time}' },
  jump: 'Ir allí',
  markUnread: 'Marcar como no leído desde aquí',
  messageGone: 'Ese mensaje ya no está.',
  jumpFailed: 'No se pudo cargar el mensaje. Inténtalo de nuevo en un momento.',
  copyLink: 'Copiar enlace',
  copyText: 'Copiar texto',
  moreActions: 'Más acciones',
  moreEmoji: 'Más emojis',
  sent: 'Enviado',
  notSentShort: 'No enviado',
  guest: 'invitado',
  markHint: 'Marca hecha con una frase secreta: solo puede tenerla quien la conoce',
  picture: 'Imagen',
  pictureFailed: 'La imagen no está disponible.',
  pictures: { one: '{count} imagen', other: '{count} imágenes' },
  reactions: { one: '{count} reacción', other: '{count} reacciones' },
  announceMessage: '{name}, {time}: {text}',
  announceMany: { one: '{count} mensaje nuevo en {room}', other: '{count} mensajes nuevos en {room}' },
  dayAndJump: '{day}: ir a otro día',
  jumpToDate: 'Ir a una fecha',
  day: 'Día',
  go: 'Ir',
} satisfies TextsLike<typeof enMessages>;
