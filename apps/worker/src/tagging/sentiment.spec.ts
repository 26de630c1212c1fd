import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sentimentOf } from './sentiment.js';

describe('how a message sounds', () => {
  it.each([
    ['es', 'positive', 'qué buena noticia'],
    ['es', 'positive', 'no está mal'],
    ['es', 'positive', 'no está nada mal, me gusta'],
    ['es', 'positive', 'ningún problema'],
    ['es', 'positive', 'no es malo, de verdad'],
    ['es', 'negative', 'no me gusta'],
    ['es', 'negative', 'nada bueno va a salir de esto'],
    ['es', 'negative', 'nunca fue divertido'],
    ['es', 'negative', 'no es justo, qué vergüenza'],
    ['es', 'mixed', 'la comida es excelente pero el servicio es horrible'],
    ['es', 'mixed', 'me encantó el hotel, aunque la calle es fea y peligrosa, un desastre'],
    ['es', 'positive', 'un poco lento, pero es genial'],
    ['es', 'positive', 'de puta madre el viaje'],
    ['es', 'positive', 'joder, qué bueno'],
    ['es', 'negative', 'joder, qué malo'],
    ['es', 'negative', 'qué mierda'],
    ['es', 'neutral', 'la reunión es el jueves'],
    ['pt', 'positive', 'que notícia boa, parabéns'],
    ['pt', 'positive', 'não é ruim'],
    ['pt', 'positive', 'não está nada mau'],
    ['pt', 'positive', 'sem problema, obrigado'],
    ['pt', 'negative', 'não gostei'],
    ['pt', 'negative', 'nada de bom vai sair daqui'],
    ['pt', 'negative', 'o servidor não funciona'],
    ['pt', 'mixed', 'a comida é ótima mas o atendimento é péssimo'],
    ['pt', 'positive', 'porra, que legal você ter vindo'],
    ['pt', 'neutral', 'a reunião passou para quinta'],
    ['en', 'positive', 'what great news'],
    ['en', 'positive', 'not bad'],
    ['en', 'positive', 'that is not bad at all'],
    ['en', 'positive', "can't complain"],
    ['en', 'negative', "it isn't good"],
    ['en', 'negative', 'I’m not happy about it'],
    ['en', 'negative', 'nothing good ever comes of this'],
    ['en', 'mixed', 'the food is excellent but the service is terrible'],
    ['en', 'positive', 'a bit slow but it is awesome'],
    ['en', 'positive', 'this is fucking brilliant'],
    ['en', 'negative', 'this is fucking awful'],
    ['en', 'neutral', 'the meeting is on Thursday'],
  ])('in %s is %s: "%s"', (language, label, text) => {
    expect(sentimentOf(text)).toMatchObject({ label, language });
  });

  it.each([
    ['positive', '😍'],
    ['positive', '❤️'],
    ['positive', ':)'],
    ['positive', 'ok :D'],
    ['positive', '👍👍'],
    ['negative', '😡'],
    ['negative', ':('],
    ['negative', '👎🏽'],
    ['negative', ":'("],
    ['neutral', '🏠'],
    ['neutral', '12:30'],
    ['neutral', ''],
    ['neutral', '???'],
    ['neutral', 'https://example.com/love/great/perfect'],
    ['neutral', '@happy #awful'],
  ])('is %s by its signs alone: "%s"', (label, text) => {
    expect(sentimentOf(text).label).toBe(label);
  });

  it('is heard through repeated letters, capital letters and missing accents', () => {
    expect(sentimentOf('geniaaaal')).toMatchObject({ label: 'positive' });
    expect(sentimentOf('HORRIBLE TODO')).toMatchObject({ label: 'negative' });
    expect(sentimentOf('o atendimento foi pessimo')).toMatchObject({ label: 'negative' });
  });

  it('is stronger with "very", with an exclamation mark and in capitals, weaker with "a bit"', () => {
    const score = (text: string) => sentimentOf(text).score;
    const plain = score('the food was good');
    expect(score('the food was very good')).toBeGreaterThan(plain);
    expect(score('the food was good!!')).toBeGreaterThan(plain);
    expect(score('the food was GOOD')).toBeGreaterThan(plain);
    expect(score('the food was slightly good')).toBeLessThan(plain);
  });

  it('is no longer turned round after a comma or the end of a sentence', () => {
    expect(sentimentOf('no, está buenísimo').label).toBe('positive');
    expect(sentimentOf('not today. great job').label).toBe('positive');
  });

  it('is said of every string, with a score from 0 to 1, and 0 only for a neutral or mixed one', () => {
    const words = fc.constantFrom('no', 'good', 'mal', 'pero', 'muy', '!', '😡', 'mierda', 'aunque', 'não', ',', '\n');
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), words)), (parts) => {
        const { label, score } = sentimentOf(parts.join(' '));
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        if (label === 'neutral') expect(score).toBe(0);
        if (label === 'positive' || label === 'negative') expect(score).toBeGreaterThan(0);
      }),
    );
  });
});
