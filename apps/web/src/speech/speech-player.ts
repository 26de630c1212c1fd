import type { Speech } from '@tertulia/contract';
import { failureCode, isPassing, RequestError } from '../api/request-error.js';
import { Observable } from '../realtime/observable.js';
import { SilencedError, type Sound, type SoundEvents } from './sound.js';

/** What the player needs to know of a message. */
export interface HeardMessage {
  id: string;
  roomId: string;
  text: string;
  deletedAt: string | null;
  heldAt?: string | undefined;
  author: { displayName: string };
}

/** What is heard now. */
export interface Heard {
  message: HeardMessage;
  stage: 'loading' | 'playing' | 'paused';
  /** From 0 to 1. */
  progress: number;
  /** It is not the server's voice. */
  isBrowserVoice: boolean;
}

/** Why nothing is heard: there is nothing to say, or nobody to say it. */
export type SpeechProblem = 'nothing' | 'failed';

/** Where the player gets what it plays. */
export interface SpeechSources<Message extends HeardMessage = HeardMessage> {
  fetch: (message: Message) => Promise<Speech>;
  openSound: (url: string, events: SoundEvents) => Sound;
  /** Null when this browser cannot read aloud by itself. */
  openBrowserVoice: (message: Message, events: SoundEvents) => Sound | null;
}

/** From so long a wait on, the server means that nobody reads aloud there. */
const NEVER_MS = 3_600_000;

/** Reads one message at a time aloud: with the server's voice, else with the browser's own. */
export class SpeechPlayer<Message extends HeardMessage = HeardMessage> {
  readonly heard = new Observable<Heard | undefined>(undefined);
  readonly problem = new Observable<SpeechProblem | undefined>(undefined);
  private readonly isPossible = new Observable(true);
  private sound: Sound | undefined;
  /** Tells what was asked for from what was asked for before. */
  private turn = 0;

  constructor(private readonly sources: SpeechSources<Message>) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    const ends = [this.heard.subscribe(listener), this.isPossible.subscribe(listener)];
    return () => ends.forEach((end) => end());
  };

  /** Whether a message can be heard, and whether it is. */
  readonly standOf = (message: HeardMessage): 'none' | 'silent' | Heard['stage'] => {
    const heard = this.heard.get();
    if (heard?.message.id === message.id) return heard.stage;
    const hasWords = message.deletedAt === null && message.heldAt === undefined && /[\p{L}\p{N}]/u.test(message.text);
    return hasWords && this.isPossible.get() ? 'silent' : 'none';
  };

  /** Reads a message aloud, or stops if it is the one that is heard. */
  readonly toggle = (message: Message): void => {
    if (this.heard.get()?.message.id === message.id) this.stop();
    else void this.start(message);
  };

  readonly togglePause = (): void => {
    const heard = this.heard.get();
    if (!heard || !this.sound) return;
    if (heard.stage === 'playing') {
      this.sound.pause();
      this.change({ stage: 'paused' });
    } else if (heard.stage === 'paused') {
      void this.play(this.sound, this.turn);
    }
  };

  readonly stop = (): void => {
    this.turn += 1;
    this.sound?.stop();
    this.sound = undefined;
    this.heard.set(undefined);
  };

  private async start(message: Message): Promise<void> {
    this.stop();
    this.problem.set(undefined);
    const { turn } = this;
    this.heard.set({ message, stage: 'loading', progress: 0, isBrowserVoice: false });
    try {
      const { url } = await this.sources.fetch(message);
      if (turn !== this.turn) return;
      const useOwn = () => this.useBrowserVoice(message, turn);
      await this.use(this.sources.openSound(url, this.eventsOf(turn, useOwn)), turn, useOwn);
    } catch (error) {
      if (turn === this.turn) this.handleRefusal(message, error);
    }
  }

  private handleRefusal(message: Message, error: unknown): void {
    const code = failureCode(error);
    if (!isPassing(code)) this.fail(code === 'conflict' || code === 'not_found' ? 'nothing' : 'failed');
    else if (!this.useBrowserVoice(message, this.turn)) this.noteAbsence(error);
  }

  /** Where nobody can speak at all, the offer to listen goes. */
  private noteAbsence(error: unknown): void {
    if (error instanceof RequestError && (error.retryAfterMs ?? 0) >= NEVER_MS) this.isPossible.set(false);
  }

  /** @returns whether the browser has a voice. */
  private useBrowserVoice(message: Message, turn: number): boolean {
    const voice = this.sources.openBrowserVoice(
      message,
      this.eventsOf(turn, () => this.fail('failed')),
    );
    if (!voice) {
      this.fail('failed');
      return false;
    }
    this.change({ stage: 'loading', progress: 0, isBrowserVoice: true });
    void this.use(voice, turn, () => this.fail('failed'));
    return true;
  }

  private async use(sound: Sound, turn: number, onFail: () => void): Promise<void> {
    this.sound?.stop();
    this.sound = sound;
    await this.play(sound, turn, onFail);
  }

  private async play(sound: Sound, turn: number, onFail = () => this.fail('failed')): Promise<void> {
    try {
      await sound.play();
      if (turn === this.turn && sound === this.sound) this.change({ stage: 'playing' });
    } catch (error) {
      if (turn !== this.turn || sound !== this.sound) return;
      // A touch of the button that goes on is what the browser waits for.
      if (error instanceof SilencedError) this.change({ stage: 'paused' });
      else onFail();
    }
  }

  private eventsOf(turn: number, onFail: () => void): SoundEvents {
    const whileCurrent = (act: () => void) => () => {
      if (turn === this.turn) act();
    };
    return {
      onProgress: (progress) => whileCurrent(() => this.change({ progress }))(),
      onEnd: whileCurrent(() => this.stop()),
      onFail: whileCurrent(onFail),
    };
  }

  private change(part: Partial<Omit<Heard, 'message'>>): void {
    this.heard.update((heard) => heard && { ...heard, ...part });
  }

  private fail(problem: SpeechProblem): void {
    this.stop();
    this.problem.set(problem);
  }
}
