import type { enComposer } from './en-composer.js';
import type { TextsLike } from './texts.js';

/** The texts of the composer. */
export const ptBrComposer = {
  suggestions: 'Sugestões',
  notInRoom: 'não está nesta sala',
  roomArchived: 'Esta sala está arquivada: dá para ler, mas ninguém pode escrever nela.',
  sendAgainIn: {
    one: 'Você poderá enviar de novo em {count} segundo',
    other: 'Você poderá enviar de novo em {count} segundos',
  },
  formatting: 'Formatação',
  format_bold: 'Negrito',
  format_italic: 'Itálico',
  format_strike: 'Riscado',
  format_code: 'Código',
  format_block: 'Bloco de código',
  format_quote: 'Citação',
  format_bullets: 'Lista',
  format_numbers: 'Lista numerada',
  command_search: 'Buscar palavras',
  command_shrug: 'Adicionar um dar de ombros',
  command_invite: 'Convidar alguém',
  command_leave: 'Sair desta sala',
  emoji: 'Emojis',
  emojiSearch: 'Buscar um emoji',
  emojiTone: 'Tom de pele',
  emojiRecent: 'Usados recentemente',
  emojiLoading: 'Carregando os emojis…',
  emojiNone: 'Nenhum emoji tem esse nome.',
  emojiFailed: 'Não foi possível carregar os emojis.',
  discardEdit: 'Descartar as alterações desta mensagem?',
  keepEditing: 'Continuar editando',
  discard: 'Descartar',
  mentionsTold: 'Vai avisar: {names}',
  mentionsOutside: { one: '{names} não está nesta sala', other: '{names} não estão nesta sala' },
  mentionsUnseen: { one: '{names} não pode ver esta sala', other: '{names} não podem ver esta sala' },
  mentionsOmitted: {
    one: '{count} pessoa a mais do que uma mensagem avisa',
    other: '{count} pessoas a mais do que uma mensagem avisa',
  },
  everyone_all: 'Todas as pessoas da sala serão avisadas: {count}',
  everyone_here: 'Quem está aqui agora será avisado: {count}',
  everyoneRefused: 'Só quem criou a sala, com um endereço confirmado, pode mencionar todos',
  everyoneTitle: 'Avisar todos?',
  everyoneQuestion_all: {
    one: 'Esta mensagem avisa {count} pessoa desta sala.',
    other: 'Esta mensagem avisa {count} pessoas desta sala.',
  },
  everyoneQuestion_here: {
    one: 'Esta mensagem avisa {count} pessoa que está aqui agora.',
    other: 'Esta mensagem avisa {count} pessoas que estão aqui agora.',
  },
  hintUnseen: {
    one: '{names} não pode ver esta sala e não recebeu o aviso.',
    other: '{names} não podem ver esta sala e não receberam o aviso.',
  },
  hintOmitted: {
    one: 'Foi mencionada {count} pessoa a mais do que uma mensagem avisa.',
    other: 'Foram mencionadas {count} pessoas a mais do que uma mensagem avisa.',
  },
  hintEveryone: 'Só quem criou a sala, com um endereço confirmado, pode mencionar todos: ninguém foi avisado por isso.',
} satisfies TextsLike<typeof enComposer>;
