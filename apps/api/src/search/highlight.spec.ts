import { describe, expect, it } from '@jest/globals';
import { fold } from './fold.js';
import { matchText, MOST_HIGHLIGHTS } from './highlight.js';
import { parseQuery } from './search-query.js';
import { groupsOf, termsOf } from './search-terms.js';
import { stemOf } from './stem.js';

/** What is marked, cut out of the text by code points; null where it does not match. */
function marked(search: string, text: string): string[] | null {
  const highlights = matchText(parseQuery(search).wanted, text);
  const characters = Array.from(text);
  return highlights && highlights.map(({ start, length }) => characters.slice(start, start + length).join(''));
}

/** What the index says of the same text. */
function isCandidate(search: string, text: string): boolean {
  const terms = termsOf(text);
  return parseQuery(search)
    .wanted.flatMap((wanted) => groupsOf(wanted.tokens, wanted.isQuoted))
    .every((group) => group.some((alternative) => alternative.every((term) => terms.has(term))));
}

describe('what matches a text, and where', () => {
  const table: [search: string, text: string, found: string[] | null][] = [
    // Accents and case, both ways.
    ['accao', 'Uma acção boa', ['acção']],
    ['accao', 'Uma ação boa', ['ação']],
    ['acao', 'Uma ação boa', ['ação']],
    ['AÇÃO', 'sem acao', ['acao']],
    ['cancion', 'Esa canción suena', ['canción']],
    ['CANCIÓN', 'la cancion', ['cancion']],
    ['uber', 'Das Übermaß', ['Über']],
    ['strasse', 'Die lange Straße', ['Straße']],
    ['coeur', 'Le cœur léger', ['cœur']],
    ['cafe', 'un cafe\u0301 solo', ['cafe\u0301']],
    // Forms of a word: the whole word is marked.
    ['gatos', 'Mi gato duerme', ['gato']],
    ['gato', 'Los gatos duermen', ['gatos']],
    ['mensagens', 'uma mensagem nova', ['mensagem']],
    ['mensagem', 'duas mensagens', ['mensagens']],
    ['run', 'She was running late', ['running']],
    ['running', 'a long run', ['run']],
    ['cities', 'a big city', ['city']],
    ['canciones', 'una canción', ['canción']],
    ['opiniões', 'a minha opinião', ['opinião']],
    ['animais', 'um animal', ['animal']],
    ['hablando', 'vamos a hablar', ['hablar']],
    ['luces', 'la luz', ['luz']],
    // Beginnings and pieces: the piece is marked.
    ['tertul', 'Una tertulia', ['tertulia']],
    ['ordena', 'los ordenadores', ['ordena']],
    ['rtuli', 'Una tertulia', ['rtuli']],
    ['ert', 'tertulia desierta', ['ert', 'ert']],
    ['er', 'tertulia', null],
    ['er', 'er ist da', ['er']],
    // Scripts without spaces.
    ['東京', '昨日東京に行きました', ['東京']],
    ['ました', '昨日東京に行きました', ['ました']],
    ['猫', '私の猫です', ['猫']],
    ['犬', '私の猫です', null],
    ['ｶﾞ', 'ガス', ['ガ']],
    ['はは', 'ばば', null],
    ['会议', '明天有会议吗', ['会议']],
    ['학교', '학교에서', ['학교']],
    // Emoji count as one, whatever their tone.
    ['👋', 'hola 👋🏽 a todos', ['👋']],
    ['🎉', 'hola 👋', null],
    ['hola', '👩‍👩‍👧 hola', ['hola']],
    // All of it, anywhere.
    ['hola mundo', 'el mundo dice hola', ['mundo', 'hola']],
    ['hola luna', 'el mundo dice hola', null],
    // Phrases: exactly these words in a row.
    ['"buenos dias"', '¡Buenos días!', ['Buenos días']],
    ['"buenos dias"', 'buenos, días', ['buenos, días']],
    ['"buenos dias"', 'días buenos', null],
    ['"buenos dia"', 'buenos días', null],
    ['"uenos dias"', 'buenos días', null],
    ['"gato"', 'gatos', null],
    ['"京都"', '東京都', ['京都']],
    ['node.j', 'uses node.js here', ['node.j']],
    ['ode.js', 'uses node.js here', null],
    ['10:30', 'a las 10:30', ['10:30']],
    // Overlapping parts are one.
    ['tert rtulia', 'tertulia', ['tertulia']],
    // Filters alone mark nothing.
    ['from:ana', 'anything', []],
  ];
  for (const [search, text, found] of table) {
    it(`${search} in ${text}`, () => {
      expect(marked(search, text)).toEqual(found);
      if (found) expect(isCandidate(search, text)).toBe(true);
    });
  }

  it('marks a bounded number, in order', () => {
    const found = matchText(parseQuery('la').wanted, 'la '.repeat(500));
    expect(found).toHaveLength(MOST_HIGHLIGHTS);
    expect(found?.[1]).toEqual({ start: 3, length: 2 });
  });

  it('stays linear with what could make it slow', () => {
    const long = [
      'a '.repeat(4_000),
      'a'.repeat(8_000),
      '"'.repeat(8_000),
      'e\u0301'.repeat(4_000),
      '東'.repeat(8_000),
    ];
    const searches = [
      '"' + 'a '.repeat(149) + 'b"',
      'a'.repeat(300),
      'aaab '.repeat(60),
      '東'.repeat(299) + '京',
      'e\u0301'.repeat(150),
    ];
    const startedAt = performance.now();
    for (const text of long) for (const search of searches) matchText(parseQuery(search).wanted, text);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('folding', () => {
  it('knows where each letter came from', () => {
    expect(fold('Ǆﬁß')).toEqual({ text: 'dzfiss', starts: [0, 0, 1, 1, 2, 2], ends: [1, 1, 2, 2, 3, 3] });
    expect(fold('a\u0301👋b')).toMatchObject({ text: 'a👋b', starts: [0, 2, 2, 3], ends: [2, 3, 3, 4] });
    expect(fold('\u0301x').text).toBe('x');
  });
});

describe('stems', () => {
  const same = [
    'gato gatos',
    'mensagem mensagens',
    'run runs running',
    'cancion canciones cancao cancoes',
    'opinion opiniones opiniao opinioes opinions',
    'flor flores',
    'luz luces',
    'house houses',
    'box boxes',
    'walk walks walked walking',
    'make making makes',
    'stop stopped stopping stops',
    'hablar hablando hablado habla hablamos',
    'falar falando falamos fala',
    'papel papeis',
    'animal animais animales animals',
    'jardim jardins',
    'token tokens',
    'trabajo trabajos trabajar trabajando',
    'reunion reuniones reuniao reunioes',
  ];
  for (const forms of same) {
    it(forms, () => expect(new Set(forms.split(' ').map(stemOf)).size).toBe(1));
  }

  const different = ['gato gasto', 'carro caro', 'pollo polo', 'como comer', 'but butter', 'string str', 'casa cosa'];
  for (const words of different) {
    it(`${words} differ`, () => expect(new Set(words.split(' ').map(stemOf)).size).toBe(2));
  }
});
