import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Speech } from '@tertulia/contract';
import { RequestError } from '../api/request-error.js';
import { SilencedError, type Sound, type SoundEvents } from './sound.js';
import { type HeardMessage, SpeechPlayer } from './speech-player.js';

/** A sound whose events the test gives. */
class TestSound implements Sound {
  readonly calls: string[] = [];
  failure: Error | undefined;

  constructor(
    readonly what: string,
    readonly events: SoundEvents,
  ) {}

  async play(): Promise<void> {
    this.calls.push('play');
    if (this.failure) throw this.failure;
  }

  pause(): void {
    this.calls.push('pause');
  }

  stop(): void {
    this.calls.push('stop');
  }
}

const message = (id: string, over: Partial<HeardMessage> = {}): HeardMessage => ({
  id,
  roomId: 'room',
  text: 'Hola.',
  deletedAt: null,
  author: { displayName: 'Ana' },
  ...over,
});
const speech: Speech = { url: '/speech/a.wav', contentType: 'audio/wav', voice: 'test' };

let sounds: TestSound[];
let answer: () => Promise<Speech>;
let hasVoice: boolean;
let failure: Error | undefined;
let player: SpeechPlayer;

beforeEach(() => {
  sounds = [];
  answer = async () => speech;
  hasVoice = true;
  failure = undefined;
  const open = (what: string, events: SoundEvents) => {
    const sound = new TestSound(what, events);
    sound.failure = failure;
    sounds.push(sound);
    return sound;
  };
  player = new SpeechPlayer({
    fetch: () => answer(),
    openSound: open,
    openBrowserVoice: ({ id }, events) => {
      failure = undefined;
      return hasVoice ? open(`browser ${id}`, events) : null;
    },
  });
});

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const play = async (id: string) => {
  player.toggle(message(id));
  await settle();
};
const stage = () => player.heard.get()?.stage;

describe('listening to messages', () => {
  it('loads, plays, shows how far it is, and ends', async () => {
    player.toggle(message('a'));
    expect(stage()).toBe('loading');
    await settle();
    expect(stage()).toBe('playing');
    sounds[0]?.events.onProgress(0.5);
    expect(player.heard.get()).toMatchObject({ progress: 0.5, isBrowserVoice: false });
    sounds[0]?.events.onEnd();
    expect(player.heard.get()).toBeUndefined();
    expect(player.problem.get()).toBeUndefined();
  });

  it('pauses and goes on', async () => {
    await play('a');
    player.togglePause();
    expect(stage()).toBe('paused');
    player.togglePause();
    await settle();
    expect(stage()).toBe('playing');
    expect(sounds[0]?.calls).toEqual(['play', 'pause', 'play']);
  });

  it('plays one at a time, and what was left says nothing more', async () => {
    await play('a');
    await play('b');
    expect(sounds[0]?.calls).toEqual(['play', 'stop']);
    sounds[0]?.events.onProgress(0.9);
    sounds[0]?.events.onEnd();
    sounds[0]?.events.onFail();
    expect(player.heard.get()).toMatchObject({ message: { id: 'b' }, stage: 'playing', progress: 0 });
    expect(sounds).toHaveLength(2);
  });

  it('stops with the same button, also before the answer came', async () => {
    await play('a');
    player.toggle(message('a'));
    expect(player.heard.get()).toBeUndefined();
    player.toggle(message('b'));
    player.stop();
    await settle();
    expect(player.heard.get()).toBeUndefined();
    expect(sounds).toHaveLength(1);
  });

  it('waits for a touch when the browser lets no sound out', async () => {
    failure = new SilencedError('not allowed');
    await play('a');
    expect(stage()).toBe('paused');
    const [sound] = sounds;
    if (sound) sound.failure = undefined;
    player.togglePause();
    await settle();
    expect(stage()).toBe('playing');
    expect(sounds).toHaveLength(1);
  });
});

describe("the browser's own voice", () => {
  it.each(['unavailable', 'unreachable', 'rate_limited', 'internal'] as const)(
    'takes over when the server says %s',
    async (code) => {
      answer = () => Promise.reject(new RequestError(code, 'no'));
      await play('a');
      expect(sounds.map(({ what }) => what)).toEqual(['browser a']);
      expect(player.heard.get()).toMatchObject({ stage: 'playing', isBrowserVoice: true });
      expect(player.problem.get()).toBeUndefined();
    },
  );

  it('takes over when the sound cannot be played, at once or in the middle, once', async () => {
    failure = new Error('not supported');
    await play('a');
    await play('b');
    sounds.at(-1)?.events.onFail();
    await settle();
    expect(sounds.map(({ what }) => what)).toEqual(['/speech/a.wav', 'browser a', '/speech/a.wav', 'browser b']);
    sounds.at(-1)?.events.onFail();
    expect(player.problem.get()).toBe('failed');
    expect(player.heard.get()).toBeUndefined();
    expect(sounds).toHaveLength(4);
  });

  it('does not read what the server refuses to', async () => {
    for (const [code, problem] of [
      ['conflict', 'nothing'],
      ['not_found', 'nothing'],
      ['unauthenticated', 'failed'],
    ] as const) {
      answer = () => Promise.reject(new RequestError(code, 'no'));
      await play('a');
      expect(player.problem.get()).toBe(problem);
    }
    expect(sounds).toEqual([]);
  });

  it('is not offered where there is none, and neither is listening when the server never speaks', async () => {
    hasVoice = false;
    answer = () => Promise.reject(new RequestError('unavailable', 'busy', 5_000));
    await play('a');
    expect(player.problem.get()).toBe('failed');
    expect(player.standOf(message('a'))).toBe('silent');
    answer = () => Promise.reject(new RequestError('unavailable', 'off', 3_600_000));
    await play('a');
    expect(player.standOf(message('a'))).toBe('none');
  });
});

describe('what can be heard', () => {
  it('is a message with words that is neither deleted nor held', () => {
    expect(player.standOf(message('a'))).toBe('silent');
    for (const over of [{ text: '' }, { text: '🎉' }, { deletedAt: '2026-01-01' }, { heldAt: '2026-01-01' }])
      expect(player.standOf(message('a', over))).toBe('none');
  });
});
