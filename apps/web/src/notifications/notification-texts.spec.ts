import { describe, expect, it } from '@jest/globals';
import { type Delivery, deliveryOutcomes, deliveryReasons, locales } from '@tertulia/contract';
import { createTranslator } from '../i18n/translate.js';
import { buildNotification } from './fake-notifications.js';
import { excerptOf, formatAgo, loadNotificationTexts, reasonOf, sentenceOf } from './notification-texts.js';

const catalogues = await Promise.all(
  locales.map(async (locale) => [locale, await loadNotificationTexts(locale)] as const),
);
const english = catalogues.find(([locale]) => locale === 'en')?.[1];
const placeholders = (text: unknown) => [...JSON.stringify(text).matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe.each(catalogues)('the texts of the notifications in %s', (locale, messages) => {
  const words = createTranslator({ locale, messages });

  it('are all there, with the same placeholders and forms', () => {
    expect(Object.keys(messages)).toEqual(Object.keys(english ?? {}));
    for (const [key, text] of Object.entries(english ?? {})) {
      const own: unknown = Object.entries(messages).find(([candidate]) => candidate === key)?.[1];
      expect([key, typeof own, placeholders(own)]).toEqual([key, typeof text, placeholders(text)]);
      expect(own).not.toBe('');
    }
  });

  it('explain every outcome and every reason, each in its own words', () => {
    const known: Delivery[] = [
      ...deliveryOutcomes.map((outcome) => ({ outcome, reason: null })),
      ...deliveryReasons.map((reason) => ({ outcome: 'shown' as const, reason })),
    ];
    const sentences = known.map((delivery) => reasonOf(words, delivery));
    for (const sentence of sentences) expect(sentence).toMatch(/^\p{Lu}.{20,}\.$/u);
    expect(new Set(sentences).size).toBe(deliveryOutcomes.length + deliveryReasons.length);
  });

  it('tell who did what and where', () => {
    for (const kind of ['mention', 'reply'] as const) {
      const sentence = sentenceOf(words, buildNotification(1, { kind }));
      expect(sentence).toMatch(/^Ana .*#general$/);
    }
    const { message } = buildNotification(1);
    expect(excerptOf(words, buildNotification(1, { message: { ...message, excerpt: '' } }))).not.toBe('');
  });
});

describe('the sentence for an empty list', () => {
  it.each([
    ['es', 'El usuario no ha recibido notificaciones'],
    ['pt-BR', 'Você não recebeu notificações'],
    ['en', 'No notifications yet'],
  ])('is given word for word in %s', (locale, sentence) => {
    expect(catalogues.find(([candidate]) => candidate === locale)?.[1].empty).toBe(sentence);
  });
});

describe('how long ago', () => {
  const now = Date.UTC(2026, 4, 14, 12);
  it.each([
    [-5, 'now'],
    [59, 'now'],
    [60, '1 minute ago'],
    [3_599, '59 minutes ago'],
    [3_600, '1 hour ago'],
    [86_400, 'yesterday'],
    [3 * 86_400, '3 days ago'],
  ])('%s seconds: %s', (seconds, expected) => {
    expect(formatAgo('en', new Date(now - seconds * 1_000).toISOString(), now)).toBe(expected);
  });
});
