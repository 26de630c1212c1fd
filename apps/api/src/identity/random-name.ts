import { randomInt } from 'node:crypto';

export { foldHandle as handleKey } from '@tertulia/contract';

const adjectives = [
  'alegre',
  'amable',
  'azul',
  'breve',
  'calma',
  'clara',
  'dulce',
  'feliz',
  'fiel',
  'firme',
  'gentil',
  'grande',
  'leve',
  'libre',
  'linda',
  'lunar',
  'noble',
  'norte',
  'polar',
  'real',
  'serena',
  'solar',
  'suave',
  'veloz',
  'verde',
  'vital',
  'viva',
  'zen',
] as const;
const nouns = [
  'abeja',
  'alondra',
  'ardilla',
  'ballena',
  'cigarra',
  'colibri',
  'delfin',
  'estrella',
  'faro',
  'garza',
  'girasol',
  'jaguar',
  'lince',
  'llama',
  'luna',
  'mar',
  'nube',
  'nutria',
  'orquidea',
  'paloma',
  'puma',
  'rana',
  'sol',
  'tucan',
  'vaca',
  'viento',
  'volcan',
  'zorro',
] as const;

function pick<Item>(items: readonly [Item, ...Item[]]): Item {
  return items[randomInt(items.length)] ?? items[0];
}

/** A readable handle for a guest such as `zorro-azul-4821`; words that Spanish and Portuguese readers both know. */
export function randomHandle(): string {
  return `${pick(nouns)}-${pick(adjectives)}-${randomInt(1_000, 10_000)}`;
}
