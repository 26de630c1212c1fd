import { createRequire } from 'node:module';
import { runProgram } from './run-program.js';
import type { Voice } from './voice.js';
import { espeakVoices, type Language } from './voices.js';

/**
 * What the process of this voice does. The text begins with a space, so that it is never taken for an option; the package's
 * complaints about fetching its own file are not shown.
 */
const PROGRAM = `
const [, path, voice] = process.argv;
console.error = () => undefined;
const chunks = [];
process.stdin.on('data', (chunk) => chunks.push(chunk));
process.stdin.on('end', async () => {
  const sound = await require(path)(' ' + Buffer.concat(chunks).toString('utf8'), { voice });
  process.stdout.write(sound, () => process.exit(0));
});`;

/**
 * The npm package text2wav: espeak-ng as WebAssembly, for machines without the program. It is only a development dependency,
 * because its engine is under the GPL; the product works without it. Speaking takes all of a core, in a process of its own
 * that can be ended.
 */
export class Text2wavVoice implements Voice {
  readonly contentType = 'audio/wav';

  constructor(private readonly path: string) {}

  /** @returns null when the package is not installed. */
  static find(): Text2wavVoice | null {
    try {
      return new Text2wavVoice(createRequire(import.meta.url).resolve('text2wav'));
    } catch {
      return null;
    }
  }

  nameIn(language: Language): string {
    return `text2wav ${espeakVoices[language]}`;
  }

  speak(text: string, language: Language, signal: AbortSignal): Promise<Uint8Array> {
    return runProgram(process.execPath, ['-e', PROGRAM, this.path, espeakVoices[language]], text, signal);
  }
}
