import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runProgram } from './run-program.js';
import type { Voice } from './voice.js';
import { espeakVoices, type Language } from './voices.js';
import { withWholeHeader } from './wave.js';

/** The program espeak-ng, as Debian and others have it. */
export class EspeakVoice implements Voice {
  readonly contentType = 'audio/wav';

  constructor(private readonly program: string) {}

  /** @returns null when the program is not on the path. */
  static async find(path = process.env['PATH'] ?? ''): Promise<EspeakVoice | null> {
    for (const folder of path.split(delimiter).filter(Boolean)) {
      const program = join(folder, 'espeak-ng');
      const isThere = await access(program, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return new EspeakVoice(program);
    }
    return null;
  }

  nameIn(language: Language): string {
    return `espeak-ng ${espeakVoices[language]}`;
  }

  async speak(text: string, language: Language, signal: AbortSignal): Promise<Uint8Array> {
    const args = ['--stdin', '--stdout', '-b', '1', '-v', espeakVoices[language]];
    return withWholeHeader(await runProgram(this.program, args, text, signal));
  }
}
