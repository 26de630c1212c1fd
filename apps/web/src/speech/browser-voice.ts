import { guessLanguage } from './guess-language.js';
import type { Sound, SoundEvents } from './sound.js';

/** Browsers fall silent in the middle of long texts, so they get a few sentences at a time. */
const PART_LENGTH = 180;
/** Until a voice that was asked to speak begins. */
const START_MS = 10_000;

/** Whether this browser can read aloud by itself. Some tell of their voices only after they were asked once. */
export function hasBrowserVoice(): boolean {
  return typeof speechSynthesis === 'object' && speechSynthesis.getVoices().length > 0;
}

/** The browser's own voice: there without any server, and different on every machine. */
export class BrowserVoice implements Sound {
  private readonly parts: string[];
  private readonly lang: string;
  private next = 0;
  private isOver = false;
  private isBegun = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    text: string,
    private readonly events: SoundEvents,
  ) {
    this.parts = splitText(text, PART_LENGTH);
    this.lang = guessLanguage(text, document.documentElement.lang || navigator.language);
  }

  async play(): Promise<void> {
    if (this.isBegun) {
      speechSynthesis.resume();
      return;
    }
    this.isBegun = true;
    // What another page of this site had begun would come first.
    if (speechSynthesis.speaking || speechSynthesis.pending) speechSynthesis.cancel();
    this.speakNext();
  }

  pause(): void {
    clearTimeout(this.timer);
    speechSynthesis.pause();
  }

  stop(): void {
    clearTimeout(this.timer);
    if (this.isOver) return;
    this.isOver = true;
    // A paused voice would stay paused for whoever comes next.
    speechSynthesis.resume();
    speechSynthesis.cancel();
  }

  private speakNext(): void {
    const text = this.parts[this.next];
    if (this.isOver) return;
    if (text === undefined) {
      this.isOver = true;
      this.events.onEnd();
      return;
    }
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = this.lang;
    const voice = speechSynthesis.getVoices().find(({ lang }) => sameLanguage(lang, this.lang));
    if (voice) utterance.voice = voice;
    utterance.addEventListener('start', () => clearTimeout(this.timer));
    utterance.addEventListener('end', () => {
      clearTimeout(this.timer);
      this.next += 1;
      if (!this.isOver) this.events.onProgress(this.next / this.parts.length);
      this.speakNext();
    });
    utterance.addEventListener('error', () => this.giveUp());
    this.timer = setTimeout(() => this.giveUp(), START_MS);
    speechSynthesis.speak(utterance);
  }

  private giveUp(): void {
    if (this.isOver) return;
    this.stop();
    this.events.onFail();
  }
}

function sameLanguage(a: string, b: string): boolean {
  return a.slice(0, 2).toLowerCase() === b.slice(0, 2).toLowerCase();
}

/** Parts of whole sentences where that is possible, of whole words otherwise. */
export function splitText(text: string, most: number): string[] {
  const parts: string[] = [];
  let part = '';
  for (const word of text.split(/\s+/u).filter(Boolean)) {
    const isFull = part.length + word.length >= most || (part.length > most / 2 && /[.!?…]$/u.test(part));
    if (isFull && part !== '') {
      parts.push(part);
      part = '';
    }
    part = part === '' ? word : `${part} ${word}`;
  }
  return part === '' ? parts : [...parts, part];
}
