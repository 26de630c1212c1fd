import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BrowserVoice, hasBrowserVoice, splitText } from './browser-voice.js';
import { guessLanguage } from './guess-language.js';

/** The part of the browser that speaks, which jsdom has not. */
class Utterance extends EventTarget {
  lang = '';
  voice: { lang: string } | undefined;

  constructor(readonly text: string) {
    super();
  }
}

let spoken: Utterance[];
let calls: string[];
let voices: { lang: string }[];
const globals: { speechSynthesis?: unknown; SpeechSynthesisUtterance?: unknown } = globalThis;

beforeEach(() => {
  spoken = [];
  calls = [];
  voices = [{ lang: 'en-GB' }, { lang: 'es_MX' }];
  globals.SpeechSynthesisUtterance = Utterance;
  globals.speechSynthesis = {
    speaking: false,
    pending: false,
    getVoices: () => voices,
    speak: (utterance: Utterance) => spoken.push(utterance),
    cancel: () => calls.push('cancel'),
    pause: () => calls.push('pause'),
    resume: () => calls.push('resume'),
  };
});

afterEach(() => {
  delete globals.speechSynthesis;
  delete globals.SpeechSynthesisUtterance;
});

const told: string[] = [];
const events = {
  onProgress: (part: number) => told.push(part.toFixed(2)),
  onEnd: () => told.push('end'),
  onFail: () => told.push('fail'),
};
const finish = (name: string) => spoken.at(-1)?.dispatchEvent(new Event(name));

describe('the voice of the browser', () => {
  beforeEach(() => void told.splice(0));

  it('reads sentence after sentence in the language of the text', async () => {
    const text = `${'Hola, ¿qué tal estás hoy? '.repeat(8)}Adiós.`;
    const voice = new BrowserVoice(text, events);
    await voice.play();
    while (told.at(-1) !== 'end') finish('end');
    expect(spoken.map((one) => one.text).join(' ')).toBe(text);
    expect(spoken.length).toBeGreaterThan(1);
    expect(spoken[0]).toMatchObject({ lang: 'es', voice: { lang: 'es_MX' } });
    expect(told.at(-2)).toBe('1.00');
  });

  it('pauses, goes on, and falls silent when it is stopped', async () => {
    const voice = new BrowserVoice('Hello there.', events);
    await voice.play();
    voice.pause();
    await voice.play();
    voice.stop();
    finish('error');
    finish('end');
    expect(calls).toEqual(['pause', 'resume', 'resume', 'cancel']);
    expect(spoken).toHaveLength(1);
    expect(told).toEqual([]);
  });

  it('says when it cannot, and when nothing begins', async () => {
    await new BrowserVoice('Hello there.', events).play();
    finish('error');
    expect(told).toEqual(['fail']);
    jest.useFakeTimers();
    await new BrowserVoice('Hello there.', events).play();
    jest.runAllTimers();
    jest.useRealTimers();
    expect(told).toEqual(['fail', 'fail']);
  });

  it('is there only with voices', () => {
    expect(hasBrowserVoice()).toBe(true);
    voices = [];
    expect(hasBrowserVoice()).toBe(false);
    delete globals.speechSynthesis;
    expect(hasBrowserVoice()).toBe(false);
  });

  it('splits texts between sentences or words', () => {
    expect(splitText('', 10)).toEqual([]);
    expect(splitText('One two. Three four five six seven.', 14)).toEqual([
      'One two.',
      'Three four',
      'five six',
      'seven.',
    ]);
  });
});

describe('the language of a text', () => {
  it.each([
    ['es', 'Hola, ¿cómo están los planes para mañana?'],
    ['es', 'el coche de la casa y los perros'],
    ['pt-BR', 'Olá, você não vem amanhã?'],
    ['pt-BR', 'o carro do meu pai e uma casa com jardim, muito obrigado'],
    ['en', 'What is the plan for tomorrow?'],
    ['fr', '12345'],
  ])('is %s for %s', (language, text) => {
    expect(guessLanguage(text, 'fr')).toBe(language);
  });
});
