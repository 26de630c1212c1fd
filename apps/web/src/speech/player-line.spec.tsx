import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { en } from '../i18n/en.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import { Commands, CommandsContext } from '../ui/commands.js';
import { PlayerLine } from './player-line.js';
import { SpeechPlayer } from './speech-player.js';

const message = {
  id: 'a',
  roomId: 'room',
  text: 'Hola.',
  deletedAt: null,
  author: { displayName: 'Ana' },
};
let player: SpeechPlayer;
let commands: Commands;
let answer: () => Promise<{ url: string; contentType: string; voice: string }>;
let done: string[];

beforeEach(() => {
  done = [];
  answer = async () => ({ url: '/speech/a.wav', contentType: 'audio/wav', voice: 'test' });
  const sound = {
    play: async () => void done.push('play'),
    pause: () => done.push('pause'),
    stop: () => done.push('stop'),
  };
  player = new SpeechPlayer({ fetch: () => answer(), openSound: () => sound, openBrowserVoice: () => null });
  commands = new Commands();
  render(
    <LocaleProvider initial={{ locale: 'en', messages: en }}>
      <CommandsContext value={commands}>
        <PlayerLine player={player} />
      </CommandsContext>
    </LocaleProvider>,
  );
});

afterEach(cleanup);

const listen = () => act(async () => player.toggle(message));
const statuses = () =>
  screen
    .getAllByRole('status')
    .map(({ textContent }) => textContent)
    .filter(Boolean);

describe('the line of what is read aloud', () => {
  it('is there while something is heard, with pause, progress and stop', async () => {
    expect(screen.queryByRole('group')).toBeNull();
    await listen();
    expect(screen.getByRole('group', { name: 'Reading Ana aloud' })).toBeTruthy();
    expect(screen.getByRole('progressbar', { name: 'How far it was read' })).toBeTruthy();
    expect(statuses()).toEqual(['Reading Ana aloud']);
    fireEvent.click(screen.getByRole('button', { name: 'Pause reading aloud' }));
    expect(statuses()).toEqual(['Reading is paused']);
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Go on reading aloud' })));
    fireEvent.click(screen.getByRole('button', { name: 'Stop reading aloud' }));
    expect(screen.queryByRole('group')).toBeNull();
    expect(done).toEqual(['play', 'pause', 'play', 'stop']);
  });

  it('ends with Escape, which goes on to others only when nothing is heard', async () => {
    expect(commands.run('escape')).toBe(false);
    await listen();
    act(() => expect(commands.run('escape')).toBe(true));
    expect(screen.queryByRole('group')).toBeNull();
    expect(commands.run('escape')).toBe(false);
  });

  it('says in a sentence why nothing is heard', async () => {
    answer = () => Promise.reject(new Error('broken'));
    await listen();
    expect(statuses()).toEqual(['The message cannot be read aloud now.']);
    expect(screen.queryByRole('group')).toBeNull();
  });
});
