import type { enComposer } from './en-composer.js';
import type { TextsLike } from './texts.js';

/** The texts of the composer. */
export const esComposer = {
  suggestions: 'Sugerencias',
  notInRoom: 'no está en esta sala',
  roomArchived: 'Esta sala está archivada: se puede leer, pero nadie puede escribir en ella.',
  sendAgainIn: {
    one: 'Podrás enviar de nuevo en {count} segundo',
    other: 'Podrás enviar de nuevo en {count} segundos',
  },
  formatting: 'Formato',
  format_bold: 'Negrita',
  format_italic: 'Cursiva',
  format_strike: 'Tachado',
  format_code: 'Código',
  format_block: 'Bloque de código',
  format_quote: 'Cita',
  format_bullets: 'Lista',
  format_numbers: 'Lista numerada',
  command_search: 'Buscar palabras',
  command_shrug: 'Añadir un encogimiento de hombros',
  command_invite: 'Invitar a alguien',
  command_leave: 'Salir de esta sala',
  emoji: 'Emojis',
  emojiSearch: 'Buscar un emoji',
  emojiTone: 'Tono de piel',
  emojiRecent: 'Usados recientemente',
  emojiLoading: 'Cargando los emojis…',
  emojiNone: 'Ningún emoji tiene este nombre.',
  emojiFailed: 'No se han podido cargar los emojis.',
  discardEdit: '¿Descartar los cambios de este mensaje?',
  keepEditing: 'Seguir editando',
  discard: 'Descartar',
} satisfies TextsLike<typeof enComposer>;
