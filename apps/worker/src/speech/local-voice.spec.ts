import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BoundedVoice } from './bounded-voice.js';
import { EspeakVoice } from './espeak-voice.js';
import { Text2wavVoice } from './text2wav-voice.js';
import { type Voice, VoiceUnavailableError } from './voice.js';

const { signal } = new AbortController();
let folder: string;

/** A program with espeak-ng's name and behaviour at the pipe; what it is asked for is in the sound that it writes. */
const PROGRAM = `#!${process.execPath}
let text = '';
process.stdin.on('data', (chunk) => (text += chunk));
process.stdin.on('end', () => {
  if (text === 'fail') process.exit(1);
  if (text === 'hang') return setInterval(() => undefined, 1000);
  const head = Buffer.alloc(44);
  head.write('RIFF\\xff\\xff\\xff\\x7fWAVEfmt ', 'latin1');
  head.write('data\\xff\\xff\\xff\\x7f', 36, 'latin1');
  const seen = JSON.stringify({ text, args: process.argv.slice(2), names: Object.keys(process.env) });
  process.stdout.write(Buffer.concat([head, Buffer.from(seen)]));
});
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tertulia-voice-'));
  await writeFile(join(folder, 'espeak-ng'), PROGRAM);
  await chmod(join(folder, 'espeak-ng'), 0o755);
});

afterAll(() => rm(folder, { recursive: true }));

async function findVoice(): Promise<EspeakVoice> {
  const voice = await EspeakVoice.find(`/nowhere:${folder}`);
  if (!voice) throw new Error('There is no voice.');
  return voice;
}

describe('the program espeak-ng', () => {
  it('is found on the path, or not', async () => {
    expect(await EspeakVoice.find('/nowhere')).toBeNull();
    expect((await findVoice()).nameIn('pt')).toBe('espeak-ng pt-br');
  });

  it('gets the text through the pipe, none of it as an option or for a shell, and none of our environment', async () => {
    const text = '-w /tmp/x $(id) `id` "; id';
    const sound = Buffer.from(await (await findVoice()).speak(text, 'es', signal));
    expect(JSON.parse(sound.toString('utf8', 44))).toMatchObject({
      text,
      args: ['--stdin', '--stdout', '-b', '1', '-v', 'es-419'],
      names: ['PATH', 'LC_ALL'],
    });
  });

  it('writes a header that says how long the sound is', async () => {
    const sound = Buffer.from(await (await findVoice()).speak('Hola.', 'es', signal));
    expect([sound.readUInt32LE(4), sound.readUInt32LE(40)]).toEqual([sound.length - 8, sound.length - 44]);
  });

  it('is ended when the time is over, and its failure is one that may pass', async () => {
    const voice = await findVoice();
    await expect(voice.speak('fail', 'es', signal)).rejects.toThrow(VoiceUnavailableError);
    const end = new AbortController();
    const speaking = voice.speak('hang', 'es', end.signal);
    end.abort();
    await expect(speaking).rejects.toThrow(VoiceUnavailableError);
    await expect(voice.speak('Hola.', 'es', end.signal)).rejects.toThrow(VoiceUnavailableError);
  });
});

describe('the package text2wav', () => {
  it('speaks three languages as WAV, and takes no text for an option', async () => {
    const voice = Text2wavVoice.find();
    for (const [language, text] of [
      ['es', 'Hola, ¿qué tal?'],
      ['pt', 'Olá, tudo bem?'],
      ['en', '--version'],
    ] as const) {
      const sound = Buffer.from((await voice?.speak(text, language, signal)) ?? []);
      expect(sound.toString('latin1', 0, 4)).toBe('RIFF');
      expect(sound.readUInt32LE(4)).toBe(sound.length - 8);
      expect(sound.length).toBeGreaterThan(10_000);
    }
  });
});

describe('a bounded voice', () => {
  it('speaks one text after the other and refuses what is too much', async () => {
    const ends: (() => void)[] = [];
    let [running, most] = [0, 0];
    const voice: Voice = {
      contentType: 'audio/wav',
      nameIn: () => 'slow',
      speak: async (text) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => ends.push(resolve));
        running -= 1;
        return Buffer.from(text);
      },
    };
    const bounded = new BoundedVoice(voice, 1, 2);
    const answers = Promise.allSettled(['a', 'b', 'c', 'd'].map((text) => bounded.speak(text, 'en', signal)));
    for (let spoken = 0; spoken < 3; spoken += 1) {
      while (ends.length === 0) await new Promise((resolve) => setImmediate(resolve));
      ends.shift()?.();
    }
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    expect(most).toBe(1);
  });
});
