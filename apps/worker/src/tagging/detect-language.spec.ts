import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { detectLanguage } from './detect-language.js';

const sentences: Record<'es' | 'pt' | 'en', string[]> = {
  es: [
    'Hola a todos, ¿cómo están?',
    'no puedo ir mañana, tengo que trabajar',
    'che, alguien sabe donde queda la oficina?',
    'qué buena onda, gracias',
    'la reunion se paso para el jueves',
    'me parece que el servidor no responde',
    'jajaja no lo puedo creer',
    'vale, nos vemos luego',
    'buenos días',
    'te mando el documento después de comer',
  ],
  pt: [
    'Oi pessoal, tudo bem com vocês?',
    'não posso ir amanhã, tenho que trabalhar',
    'alguem sabe onde fica o escritorio?',
    'valeu mano, muito obrigado',
    'a reuniao foi para quinta-feira',
    'acho que o servidor não responde',
    'kkkkk não acredito nisso',
    'está bem, até logo',
    'bom dia',
    'mando o documento depois do almoço',
  ],
  en: [
    'Hi everyone, how are you?',
    "I can't come tomorrow, I have to work",
    'does anybody know where the office is?',
    'thanks mate, much appreciated',
    'the meeting was moved to Thursday',
    'I think the server does not answer',
    "lol I can't believe it",
    'ok see you later',
    'good morning',
    'will send the document after lunch',
  ],
};

describe('telling the language of a message', () => {
  for (const [language, texts] of Object.entries(sentences)) {
    it.each(texts)(`takes "%s" for ${language}`, (text) => {
      expect(detectLanguage(text)).toMatchObject({ language });
      expect(detectLanguage(text).confidence).toBeGreaterThan(0.1);
    });
  }

  it('is surer of a long text than of a word', () => {
    const long = detectLanguage('the meeting was moved to Thursday because nobody could come to the office');
    expect(long.confidence).toBeGreaterThan(detectLanguage('meeting').confidence);
    expect(long.confidence).toBeGreaterThan(0.7);
  });

  it.each(['', '123', '👍👍', 'mmm', 'https://example.com/the/and/with', '@the_and_with'])(
    'does not know the language of "%s" and says what it was told to',
    (text) => {
      const { confidence } = detectLanguage(text, 'pt');
      expect(confidence).toBe(0);
      expect(detectLanguage(text, 'pt').language).toBe('pt');
      expect(detectLanguage(text).language).toBe('es');
    },
  );

  it('answers something for every string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const { confidence } = detectLanguage(text);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThan(1);
      }),
    );
  });
});
