import type { WebhookTexts } from './webhook-texts.js';

/** Texts of the webhooks of a room in Spanish. */
export const esWebhooks: WebhookTexts = {
  intro:
    'Otros programas pueden publicar aquí: monitores, compilaciones, scripts. Cada uno recibe su propia dirección, con el formato de Slack.',
  loading: 'Cargando los webhooks…',
  failed: 'No se pudieron cargar los webhooks: {reason}.',
  none: 'Todavía no hay ninguno.',
  listLabel: 'Webhooks de esta sala',
  created: 'Creado {when}',
  used: 'usado por última vez {when}',
  unused: 'todavía sin usar',
  name: 'Nombre del programa',
  nameHint: 'Sus mensajes llevan este nombre y la marca «bot».',
  make: 'Crear una dirección',
  full: 'Una sala tiene como máximo {count}. Revoca uno para crear otro.',
  nameTaken: 'Este nombre se parece al de otra persona. Elige otro.',
  notDone: 'No ha funcionado: {reason}.',
  madeTitle: 'La dirección de {name}',
  madeHint: 'Solo se muestra esta vez. Quien la tenga puede publicar aquí.',
  address: 'Dirección',
  copyAddress: 'Copiar la dirección',
  example: 'Para probarla, en un terminal:',
  copyExample: 'Copiar la orden',
  copied: 'Copiado.',
  notCopied: 'El navegador no ha permitido copiar.',
  revoke: 'Revocar',
  revokeName: 'Revocar {name}',
  revokeQuestion: '¿Revocar {name}? Su dirección deja de funcionar al instante; sus mensajes se quedan.',
  revoked: '{name} está revocado.',
};
