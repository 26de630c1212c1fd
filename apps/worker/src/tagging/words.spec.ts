import { Session } from 'node:inspector/promises';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { categories } from './word-list.js';
import { findProhibited, LEXICON_VERSION, wordTags } from './words.js';

const canonicalIn = (text: string) => findProhibited(text).map(({ canonical }) => canonical);
const textIn = (text: string) => findProhibited(text).map(({ start, length }) => text.slice(start, start + length));

describe('prohibited words', () => {
  it.each([
    ['es', 'mierda', 'qué mierda de día'],
    ['es', 'puta', 'una putada enorme'],
    ['es', 'cabrón', 'unos cabrones'],
    ['es', 'joder', 'no me jodas'],
    ['es', 'joder', 'dejen de joderme'],
    ['es', 'cagar', 'la cagaste'],
    ['es', 'chingar', 'no estés chingando'],
    ['es', 'pendejo', 'qué pendejita'],
    ['es', 'pelotudo', 'dos pelotudas'],
    ['es', 'gilipollas', 'menuda gilipollez'],
    ['es', 'coño', 'qué coñazo'],
    ['es', 'maricón', 'unos maricones'],
    ['pt', 'caralho', 'que caralhada'],
    ['pt', 'foder', 'a gente se fodeu'],
    ['pt', 'filho-da-puta', 'seu fdp'],
    ['pt', 'babaca', 'que babaquice, babacas'],
    ['pt', 'cuzão', 'seus cuzões'],
    ['pt', 'paneleiro', 'uns paneleiros'],
    ['en', 'fuck', 'stop fucking around'],
    ['en', 'shit', 'such shitty tools'],
    ['en', 'ass', 'you asshats'],
    ['en', 'bitch', 'stop bitching'],
    ['en', 'motherfucker', 'those motherfuckers'],
    ['en', 'threat', 'just kys'],
  ])('of %s: %s in "%s"', (language, canonical, text) => {
    const found = findProhibited(text).filter((word) => word.language === language);
    expect(found.length).toBe(1);
    if (canonical !== 'threat') expect(found[0]?.canonical).toBe(canonical);
  });

  it.each([
    ['accents', 'MIÉRDA', 'mierda'],
    ['capital letters', 'mIeRdA', 'mierda'],
    ['digits', 'm13rd4', 'mierda'],
    ['signs', 'm!erd@', 'mierda'],
    ['a digit for another vowel', 'f4ck', 'fuck'],
    ['dollars', 'a$$hole', 'ass'],
    ['a sign at the beginning', '@sshole', 'ass'],
    ['repeated letters', 'miiieeerda', 'mierda'],
    ['repeated consonants', 'fuckkkk', 'fuck'],
    ['spaces', 'm i e r d a', 'mierda'],
    ['spaces in a whole sentence', 'v e t e a l a m i e r d a y a', 'mierd'],
    ['a word of one letter before', 'vete a m i e r d a', 'mierda'],
    ['wide spaces', 'f   u   c   k', 'fuck'],
    ['a line for each letter', 'f\nu\nc\nk', 'fuck'],
    ['points', 'f.u.c.k', 'fuck'],
    ['points at the end too', 'p.u.t.a.', 'puta'],
    ['dashes', 'c-a-r-a-l-h-o', 'caralho'],
    ['underscores', 's_h_i_t', 'shit'],
    ['stars between', 'f*u*c*k', 'fuck'],
    ['one dash', 'mier-da', 'mierda'],
    ['spaces and digits', 'm 1 e r d @', 'mierda'],
    ['hidden vowels', 'f*ck', 'fuck'],
    ['hidden letters', 'c*r*lho', 'caralho'],
    ['all but the first hidden', 'f***', 'fuck'],
    ['zero-width characters', 'mi\u200ber\u200dda', 'mierda'],
    ['soft hyphens', 'fu\u00adck', 'fuck'],
    ['other spellings', 'karalho', 'caralho'],
    ['Cyrillic letters', 'miеrdа', 'mierda'],
    ['Greek letters', 'fυck', 'fuck'],
    ['full-width letters', 'ｆｕｃｋ', 'fuck'],
    ['mathematical letters', '𝓯𝓾𝓬𝓴', 'fuck'],
    ['letters in boxes', '🅵🆄🅲🅺', 'fuck'],
    ['flags of letters', '🇫\u200b🇺\u200b🇨\u200b🇰', 'fuck'],
    ['many accents', 'm̈̃íe͛r̊d̂a', 'mierda'],
    ['a hashtag', '#HijoDePuta', 'hijo-de-puta'],
    ['bold', '**mierda**', 'mierda'],
    ['code', '`mierda`', 'mierda'],
    ['a longer word', 'jajajamierda', 'mierd'],
    ['signs without a space', 'genial!puta', 'puta'],
  ])('are seen through %s: "%s"', (_trick, text, canonical) => {
    expect(canonicalIn(text)).toEqual([canonical]);
  });

  it.each(
    [
      'Scunthorpe, Penistone, Essex, Sussex and Middlesex',
      'the assassin passed the class with a classic bass in the embassy',
      'a cocktail in the cockpit, says Hancock, Dickens and a cockatoo',
      'shiitake, shih tzu, Matsushita, Yamashita, marshite, shiites',
      'the therapist, the analyst and the document',
      'push it, is hit, es hit, this hit',
      'put a coat on, put as much, but take it',
      'mammon, fodder, culottes, putty, putting, putter',
      'snigger and sniggering',
      'la computadora, la disputa, la reputación, el diputado, imputar, amputar',
      'los mieles da la abeja',
      'el cucurucho, el pico, el pollo, la cúpula, el vehículo, el espectáculo',
      'Cusco, Cuzco, Cagliari, Caguas, Putumayo, Morón, Vergara',
      'el morrón, la pera, el cono, el follaje, el folleto',
      'los analistas, el asesino, la clase, el cálculo, lo calculo',
      'un rabo de saia, a disputa, o computador, o deputado, a reputação',
      'Maricá, o cágado, o cubo, o cuidado, o currículo, a acumulação',
      'o veado, a bicha do autocarro, o cacete, o broche, a rapariga',
      'the chink in the armour, a pussy cat, great tits',
      'la polla mundialista',
      'e s p e c t a c u l o',
      'd i s p u t a s',
      'a b c d e f g h i j k l m n o p q r s t u v w x y z',
      'https://example.com/fuck/mierda?q=puta',
      'http://fuck.example',
      'www.shit.example/caralho',
      'ana.puta@example.com',
      'hola @puta_madre y @fuck',
      '2*3*4 = 24 and a*b*c',
      '0x5h17 a1b2fag3 d34dbeef',
      '',
      ' \n\t ',
      '!!!??? *** @@@ $$$',
    ].map((text) => [text]),
  )('are not seen in "%s"', (text) => {
    expect(canonicalIn(text)).toEqual([]);
  });

  it.each([
    ['porra, que bom que você veio', 1],
    ['la porra del mundial la ganó Ana en la oficina', 0],
    ['vai tomar no cu', 1],
    ['cu tomorrow then', 0],
    ['you are such a fag', 1],
    ['a verga do mastro não está no navio', 0],
    ['me importa una verga', 1],
  ])('of one language may be innocent in another: "%s"', (text, times) => {
    expect(findProhibited(text)).toHaveLength(times);
  });

  it.each([
    ['te voy a matar', 'threat'],
    ["I'll kill you", 'threat'],
    ['go kill yourself', 'threat'],
    ['vou te matar', 'threat'],
    ['la concha de tu madre', 'vulgar'],
    ['eres una zorra', 'insult'],
    ['macaco imundo', 'slur'],
  ])('may be made of several words: "%s"', (text, category) => {
    expect(findProhibited(text)).toMatchObject([{ category }]);
  });

  it('do not go on in the next sentence, and one word of several is no hit', () => {
    expect(canonicalIn('I hope you. Die Welt is a newspaper')).toEqual([]);
    expect(canonicalIn('te voy a contar, matar el tiempo')).toEqual([]);
    expect(canonicalIn('la zorra del bosque')).toEqual([]);
  });

  it('are told with where they stand in the text as it was written', () => {
    expect(textIn('Qué 𝓶𝓲𝓮𝓻𝓭𝓪, f\u200bu\u200bc\u200bk y c.u.l.o!')).toEqual([
      '𝓶𝓲𝓮𝓻𝓭𝓪',
      'f\u200bu\u200bc\u200bk',
      'c.u.l.o',
    ]);
    expect(textIn('hijo de puta, hijo de puta')).toEqual(['puta', 'puta']);
  });
});

describe('tags of prohibited words', () => {
  it('are one a kind, with the highest score, and never hold the word', () => {
    const tags = wordTags('mierda, m*erda, puta y te voy a matar');
    const source = `lexicon@${LEXICON_VERSION}`;
    expect(tags).toEqual([
      { kind: 'prohibited', label: 'vulgar', score: 0.5, source },
      { kind: 'prohibited', label: 'insult', score: 0.7, source },
      { kind: 'prohibited', label: 'threat', score: 1, source },
    ]);
    expect(JSON.stringify(tags)).not.toMatch(/mierda|puta|matar/);
  });

  it('are none for an innocent text', () => {
    expect(wordTags('buenos días a todos')).toEqual([]);
  });
});

describe('judging any text', () => {
  const swear = fc.constantFrom('mierda', 'caralho', 'fuck', 'gilipollas', 'arrombado', 'asshole', 'puta');
  const innocent = fc
    .array(fc.constantFrom('hola', 'the', 'bueno', 'você', 'class', 'disputa', 'amigos', 'house', '👍', '¿qué?'))
    .map((words) => words.join(' '));

  it('never throws, and all it finds lies within the text, in order, without overlaps', () => {
    const parts = fc.oneof(
      fc.string({ unit: 'binary' }),
      swear,
      fc.constantFrom(' ', '.', '*', '@', '\u0303', 'm', '1'),
    );
    fc.assert(
      fc.property(fc.array(parts), (some) => {
        const text = some.join('');
        let end = 0;
        for (const { start, length, score, category } of findProhibited(text)) {
          expect(start).toBeGreaterThanOrEqual(end);
          expect(length).toBeGreaterThan(0);
          end = start + length;
          expect(score).toBeGreaterThan(0);
          expect(score).toBeLessThanOrEqual(1);
          expect(categories).toContain(category);
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it('finds a word between any innocent words, and as many as there are', () => {
    fc.assert(
      fc.property(innocent, swear, innocent, swear, (before, one, between, other) => {
        expect(findProhibited(`${before} ${one} ${between || 'y'} ${other}`)).toHaveLength(2);
      }),
    );
  });

  it('finds nothing in innocent words, however they follow one another', () => {
    fc.assert(fc.property(innocent, (text) => expect(findProhibited(text)).toEqual([])));
  });

  it('finds a word with any letters in capitals, accented, repeated, spelled out or written as digits', () => {
    const digits: Record<string, string> = { a: '4', e: '3', i: '1', o: '0', s: '5' };
    const disguise = fc.array(fc.constantFrom('as it is', 'capital', 'accent', 'repeat', 'digit'), { minLength: 12 });
    fc.assert(
      fc.property(swear, disguise, fc.constantFrom('', '', ' ', '.', '-', '\u200b'), (word, choices, separator) => {
        const letters = word.split('').map((letter, at) => {
          const choice = choices[at];
          if (choice === 'capital') return letter.toUpperCase();
          if (choice === 'accent' && 'aeiou'.includes(letter)) return `${letter}\u0301`;
          if (choice === 'repeat') return letter.repeat(3);
          // A word must have some letters left.
          return choice === 'digit' && at % 2 === 1 ? (digits[letter] ?? letter) : letter;
        });
        expect(findProhibited(`bueno ${letters.join(separator)} amigos`)).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the work that a text makes', () => {
  it.each([
    ['ordinary words', 'hola esto es un mensaje normal '],
    ['a single word', 'a'],
    ['letters that begin a word', 'm i e r d '],
    ['letters with points', 'm.i.e.r.d.'],
    ['prohibited words', 'mierda '],
    ['a word that never ends', 'mierd'],
    ['stars', 'm*a '],
    ['signs of several meanings', '1!4@'],
    ['names', '@a@1 '],
    ['the beginning of a phrase', 'hijo de '],
    ['other scripts', 'мая '],
    ['combining marks', 'e\u0301\u0301\u0301'],
    ['separators', 'a. . . .'],
  ])('grows with its length alone: %s', async (_name, part) => {
    const text = (length: number) => part.repeat(Math.ceil(length / part.length)).slice(0, length);
    findProhibited(text(8_000));
    const [short, long] = [
      await steps(() => findProhibited(text(1_000))),
      await steps(() => findProhibited(text(8_000))),
    ];
    expect(short).toBeGreaterThan(100);
    // Eight times the text: eight times the work, and not 64 times. The engine's counters may miss some.
    expect(long / short).toBeLessThan(24);
    expect(long).toBeLessThan(8_000 * 40);
  });

  /** How often the busiest block of the tagger ran: counted by the engine, so that no clock is needed. */
  async function steps(run: () => unknown): Promise<number> {
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    const counts: number[] = [];
    // The first runs compile with counters; taking what they hold sets them to zero.
    for (let round = 0; round < 3; round += 1) {
      run();
      const { result } = await session.post('Profiler.takePreciseCoverage');
      const files = result.filter(({ url }) => url.includes('/tagging/') && !url.includes('.spec.'));
      const ranges = files.flatMap(({ functions }) => functions.flatMap((one) => one.ranges));
      counts.push(ranges.reduce((most, { count }) => Math.max(most, count), 0));
    }
    await session.post('Profiler.stopPreciseCoverage');
    session.disconnect();
    return Math.max(...counts);
  }
});
