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
} satisfies TextsLike<typeof enComposer>;
