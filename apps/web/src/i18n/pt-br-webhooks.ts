import type { WebhookTexts } from './webhook-texts.js';

/** Texts of the webhooks of a room in Brazilian Portuguese. */
export const ptBrWebhooks: WebhookTexts = {
  intro:
    'Outros programas podem publicar aqui: monitores, compilações, scripts. Cada um recebe um endereço próprio, no formato do Slack.',
  loading: 'Carregando os webhooks…',
  failed: 'Não foi possível carregar os webhooks: {reason}.',
  none: 'Ainda não há nenhum.',
  listLabel: 'Webhooks desta sala',
  created: 'Criado {when}',
  used: 'usado pela última vez {when}',
  unused: 'ainda não usado',
  name: 'Nome do programa',
  nameHint: 'As mensagens levam este nome e a marca “bot”.',
  make: 'Criar um endereço',
  full: 'Uma sala tem no máximo {count}. Revogue um para criar outro.',
  nameTaken: 'Este nome parece o de outra pessoa. Escolha outro.',
  notDone: 'Não funcionou: {reason}.',
  madeTitle: 'O endereço de {name}',
  madeHint: 'Ele é mostrado só desta vez. Quem o tiver pode publicar aqui.',
  address: 'Endereço',
  copyAddress: 'Copiar o endereço',
  example: 'Para testar, em um terminal:',
  copyExample: 'Copiar o comando',
  copied: 'Copiado.',
  notCopied: 'O navegador não permitiu copiar.',
  revoke: 'Revogar',
  revokeName: 'Revogar {name}',
  revokeQuestion: 'Revogar {name}? O endereço deixa de funcionar na hora; as mensagens ficam.',
  revoked: '{name} foi revogado.',
};
