import type { Locale } from '@tertulia/contract';

/** Words that go together whatever is picked: in Spanish and Portuguese the adjectives have one form for both genders. */
const words: Record<Locale, { nouns: string; adjectives: string }> = {
  en: {
    nouns:
      'badger bee comet dolphin finch fox heron lantern lark lighthouse lynx maple moon otter owl pine puffin rabbit robin swallow turtle whale willow wren',
    adjectives:
      'amber bright calm cheerful clever curious gentle golden happy humble kind lucky merry mellow noble patient quiet steady sunny swift warm wise',
  },
  es: {
    nouns:
      'abeja alondra ardilla ballena cigarra colibrí delfín estrella faro garza girasol jaguar lince luna nube nutria orquídea paloma puma rana tortuga tucán volcán zorro',
    adjectives:
      'alegre amable audaz azul breve cordial elegante feliz fiel genial gentil grande leal leve libre lunar noble paciente polar solar suave valiente veloz verde',
  },
  'pt-BR': {
    nouns:
      'abelha andorinha baleia beija-flor boto capivara cigarra estrela farol garça girassol jaguar lontra lua nuvem onça orquídea pardal pomba puma raposa tartaruga tucano vulcão',
    adjectives:
      'alegre amável audaz azul breve cordial elegante feliz fiel genial gentil grande leal leve livre lunar nobre paciente polar solar suave valente veloz verde',
  },
};

/** A readable name to begin with, in the person's language; they change it as they like. */
export function randomName(locale: Locale, random: () => number = Math.random): string {
  const pick = (list: string) => {
    const items = list.split(' ');
    return items[Math.floor(random() * items.length)] ?? '';
  };
  const { nouns, adjectives } = words[locale];
  const noun = pick(nouns);
  const adjective = pick(adjectives);
  const name = locale === 'en' ? `${adjective} ${noun}` : `${noun} ${adjective}`;
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
}
