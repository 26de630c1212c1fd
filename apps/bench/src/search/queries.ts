import type { Filled } from './fill.js';

/** A search that is measured, and of what kind it is. */
export interface Query {
  kind: string;
  q: string;
  /** How many pages are read, one after the other. */
  pages?: number;
}

const day = (daysAgo: number): string => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);

/** Some forty searches, from the commonest word to what is not there. */
export function queriesFor({ rooms, handles }: Filled): Query[] {
  const [busy = '', middle = '', quiet = ''] = [rooms[1], rooms[60], rooms[198]].map((room) => room?.slug);
  const [talkative = '', silent = ''] = [handles[0], handles[1_990]];
  const of = (kind: string, ...searches: string[]): Query[] => searches.map((q) => ({ kind, q }));
  return [
    ...of('common word', 'hola', 'mañana', 'the', 'que', 'reunião'),
    { kind: 'common word, five pages', q: 'hola', pages: 5 },
    ...of('forms of a word', 'gatos', 'mensagens', 'running', 'cities', 'canciones', 'Nachricht'),
    ...of('rare word', 'xilofono', 'bacufizasi', 'lintramen'),
    ...of('beginning of a word', 'xilof', 'problem', 'termen'),
    ...of('piece of a word', 'lófon', 'eunio', 'lintra', 'quiven', 'erv'),
    ...of(
      'several words',
      'hola xilófono',
      'gato ventana noche',
      'meeting tomorrow server',
      'hola mañana problema trabajo',
    ),
    ...of('phrase', '"the server"', '"gato xilófono"', '"está aquí"'),
    ...of('Japanese, Chinese', '会議', '東京', '猫', '服务器', '北京上海', '大阪'),
    ...of('emoji', '🎉'),
    ...of('author', `from:${talkative} hola`, `from:${silent} hola`, `from:${silent}`, `from:${silent} xilófono`),
    ...of('room', `in:${busy} hola`, `in:${quiet} gato`, `in:${quiet} xilófono`, `in:${middle} from:${talkative}`),
    ...of(
      'time',
      `hola before:${day(200)}`,
      `xilófono after:${day(90)}`,
      `before:${day(300)} in:${middle}`,
      `gato before:${day(360)}`,
    ),
    ...of('nothing there', 'wzqkx', 'hola wzqkx', 'gato elephantine', '"hola hola hola hola"'),
    ...of('little words', 'de la the', 'a'),
  ];
}
