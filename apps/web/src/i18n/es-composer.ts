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
  mentionsTold: 'Se avisará a: {names}',
  mentionsOutside: { one: '{names} no está en esta sala', other: '{names} no están en esta sala' },
  mentionsUnseen: { one: '{names} no puede ver esta sala', other: '{names} no pueden ver esta sala' },
  mentionsOmitted: {
    one: '{count} persona más de las que avisa un mensaje',
    other: '{count} personas más de las que avisa un mensaje',
  },
  everyone_all: 'Se avisará a todas las personas de la sala: {count}',
  everyone_here: 'Se avisará a quienes están aquí ahora: {count}',
  everyoneRefused: 'Solo quien creó la sala, con una dirección confirmada, puede nombrar a todos',
  everyoneTitle: '¿Avisar a todos?',
  everyoneQuestion_all: {
    one: 'Este mensaje avisa a {count} persona de esta sala.',
    other: 'Este mensaje avisa a {count} personas de esta sala.',
  },
  everyoneQuestion_here: {
    one: 'Este mensaje avisa a {count} persona que está aquí ahora.',
    other: 'Este mensaje avisa a {count} personas que están aquí ahora.',
  },
  hintUnseen: {
    one: '{names} no puede ver esta sala y no ha recibido el aviso.',
    other: '{names} no pueden ver esta sala y no han recibido el aviso.',
  },
  hintOmitted: {
    one: 'Se nombró a {count} persona más de las que avisa un mensaje.',
    other: 'Se nombró a {count} personas más de las que avisa un mensaje.',
  },
  hintEveryone: 'Solo quien creó la sala, con una dirección confirmada, puede nombrar a todos: no se les ha avisado.',
} satisfies TextsLike<typeof enComposer>;
