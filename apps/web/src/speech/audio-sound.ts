import { SilencedError, type Sound, type SoundEvents } from './sound.js';

/** Until sound that was asked for is heard. */
const START_MS = 15_000;

/** Sound from an address. */
export class AudioSound implements Sound {
  private readonly audio = new Audio();
  private readonly ended = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    url: string,
    private readonly events: SoundEvents,
  ) {
    const { audio } = this;
    const on = (name: string, listener: () => void) =>
      audio.addEventListener(name, listener, { signal: this.ended.signal });
    on('timeupdate', () => {
      if (audio.duration > 0 && Number.isFinite(audio.duration)) events.onProgress(audio.currentTime / audio.duration);
    });
    on('playing', () => clearTimeout(this.timer));
    on('ended', () => this.over(events.onEnd));
    on('error', () => this.over(events.onFail));
    audio.preload = 'auto';
    audio.src = url;
  }

  async play(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.over(this.events.onFail), START_MS);
    try {
      await this.audio.play();
    } catch (error) {
      clearTimeout(this.timer);
      // Stopped meanwhile, or said by the event already: nobody waits for this any more.
      if (this.ended.signal.aborted) return;
      if (error instanceof DOMException && error.name === 'NotAllowedError') throw new SilencedError(error.message);
      throw error;
    }
  }

  pause(): void {
    clearTimeout(this.timer);
    this.audio.pause();
  }

  stop(): void {
    clearTimeout(this.timer);
    if (this.ended.signal.aborted) return;
    this.ended.abort();
    this.audio.pause();
    // Lets go of what is still being fetched.
    this.audio.removeAttribute('src');
    this.audio.load();
  }

  private over(tell: () => void): void {
    if (this.ended.signal.aborted) return;
    this.stop();
    tell();
  }
}
