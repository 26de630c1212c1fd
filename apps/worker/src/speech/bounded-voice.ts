import { type SoundType, type Voice, VoiceUnavailableError } from './voice.js';
import type { Language } from './voices.js';

/** A voice of this machine: only so many texts are spoken at once and only so many may wait. */
export class BoundedVoice implements Voice {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly voice: Voice,
    private readonly atOnce = 1,
    private readonly mostWaiting = 16,
  ) {}

  get contentType(): SoundType {
    return this.voice.contentType;
  }

  nameIn(language: Language): string {
    return this.voice.nameIn(language);
  }

  async speak(text: string, language: Language, signal: AbortSignal): Promise<Uint8Array> {
    if (this.running >= this.atOnce) {
      if (this.waiting.length >= this.mostWaiting) throw new VoiceUnavailableError('Too many texts are waiting.');
      // The place is handed over, so that nobody who comes later takes it first.
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running += 1;
    }
    try {
      if (signal.aborted) throw new VoiceUnavailableError('The time was over before its turn came.');
      return await this.voice.speak(text, language, signal);
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
