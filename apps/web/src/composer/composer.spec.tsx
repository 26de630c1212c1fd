import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ReplyReference, Room, Settings, User } from '@tertulia/contract';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { RequestError } from '../api/request-error.js';
import { en } from '../i18n/en.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import { Commands, CommandsContext } from '../ui/commands.js';
import { Composer } from './composer.js';
import { draftAfterSend } from './draft-storage.js';
import { DraftsStore } from './drafts-store.js';
import { RoomPeople } from './room-people.js';
import type { CommandId } from './suggestions.js';

const onSend = jest.fn<(text: string, replyTo: ReplyReference | null) => void>();
const onCommand = jest.fn<(id: CommandId, argument: string) => void>();
const onFiles = jest.fn<(files: readonly File[]) => void>();
const onEditLast = jest.fn();
const onReplyLast = jest.fn();
const user = (id: string, displayName = id): User => ({ id, handle: id, displayName, isGuest: true, isBot: false });

const general: Room = {
  id: 'room-1',
  slug: 'general',
  name: 'general',
  topic: '',
  visibility: 'public',
  createdAt: '2026-01-01T00:00:00.000Z',
  createdBy: null,
  lastSeq: 0,
  version: 0,
  lastMessageAt: null,
  memberCount: 1,
  slowModeSeconds: 0,
  retentionDays: null,
  archivedAt: null,
  wordRule: 'tag',
};

interface Options {
  pictures?: number;
  room?: Partial<Room>;
  sendWith?: Settings['sendWith'];
  waitingUntil?: number;
  findUsers?: (part: string) => Promise<User[]>;
}

let drafts: DraftsStore;
let commands: Commands;

function open({ room, sendWith = 'enter', waitingUntil, findUsers, pictures = 0 }: Options = {}) {
  const people = new RoomPeople(
    {
      listMembers: async () => [{ user: user('mia', 'Mia'), online: false }],
      findUsers: findUsers ?? (async () => [user('mario', 'Mario')]),
    },
    'room-1',
    'me',
    () => ({
      speakers: [user('me'), user('rui', 'Rui')],
      online: [user('ana', 'Ana'), user('rui', 'Rui'), user('me')],
    }),
  );
  render(
    <LocaleProvider initial={{ locale: 'en', messages: en }}>
      <CommandsContext value={commands}>
        <Composer
          room={{ ...general, ...room }}
          textLength={600}
          drafts={drafts}
          sendWith={sendWith}
          people={people}
          rooms={() => [{ ...general, id: 'room-2', slug: 'cafe', name: 'Café' }]}
          waitingUntil={waitingUntil}
          isConnected={false}
          onPreview={() => Promise.reject(new RequestError('not_found', ''))}
          onTellMany={async () => false}
          pictures={{ count: pictures, accept: 'image/png', onFiles, tray: null }}
          commands={['search', 'shrug']}
          onCommand={onCommand}
          onSend={onSend}
          onTyping={() => undefined}
          onEditLast={onEditLast}
          onReplyLast={onReplyLast}
        />
      </CommandsContext>
    </LocaleProvider>,
  );
  return screen.queryByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
}

function openBox(options: Options = {}): HTMLTextAreaElement {
  const box = open(options);
  if (!box) throw new Error('There is no composer.');
  return box;
}

const type = (box: HTMLTextAreaElement, value: string) => fireEvent.change(box, { target: { value } });
const optionNames = () => screen.queryAllByRole('option').map((option) => option.textContent);

beforeEach(() => {
  localStorage.clear();
  jest.clearAllMocks();
  commands = new Commands();
  drafts = new DraftsStore({
    userId: 'ana',
    list: () => Promise.reject(new RequestError('not_found', '')),
    save: () => Promise.reject(new RequestError('not_found', '')),
    isConnected: () => true,
  });
  window.matchMedia = () =>
    Object.assign(new EventTarget(), {
      matches: true,
      media: '',
      onchange: null,
      addListener: () => undefined,
      removeListener: () => undefined,
    });
});
afterEach(() => {
  cleanup();
  drafts.close();
  jest.useRealTimers();
});

describe('writing a message', () => {
  it('sends with Enter, trimmed, and is empty afterwards', () => {
    const box = openBox();
    type(box, '  hello ');
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onSend.mock.calls).toEqual([['hello', null]]);
    expect(box.value).toBe('');
  });

  it.each([
    ['Shift+Enter', { key: 'Enter', shiftKey: true }],
    ['Enter that ends a composition', { key: 'Enter', isComposing: true }],
    ['Enter with the key code of a composition', { key: 'Enter', keyCode: 229 }],
  ])('does not send with %s', (_name, event) => {
    const box = openBox();
    type(box, 'にほん');
    fireEvent.keyDown(box, event);
    expect(onSend).not.toHaveBeenCalled();
  });

  it('sends with Ctrl+Enter alone when that is wished', () => {
    const box = openBox({ sendWith: 'mod-enter' });
    type(box, 'hello');
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onSend).not.toHaveBeenCalled();
    fireEvent.keyDown(box, { key: 'Enter', ctrlKey: true });
    expect(onSend).toHaveBeenCalledTimes(1);
  });

  it('makes a new line with Enter inside of open code', () => {
    const box = openBox();
    type(box, '```js\nconst a');
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onSend).not.toHaveBeenCalled();
    type(box, '```js\nconst a\n```');
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onSend).toHaveBeenCalledTimes(1);
  });

  it('does not send what is empty or too long, and says by how much', () => {
    const box = openBox();
    type(box, '   ');
    fireEvent.keyDown(box, { key: 'Enter' });
    type(box, 'x'.repeat(101));
    expect(screen.getByText('499 characters left')).toBeTruthy();
    type(box, 'x'.repeat(602));
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByText('2 characters too long')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(true);
  });

  it('keeps the text and counts down while the server asks for a pause', () => {
    // Not a second may pass before the button is looked at.
    jest.useFakeTimers();
    const box = openBox({ waitingUntil: Date.now() + 12_000 });
    type(box, 'later');
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onSend).not.toHaveBeenCalled();
    expect(box.value).toBe('later');
    const button = screen.getByRole('button', { name: 'Send' });
    expect(button.textContent).toBe('0:12');
    expect(screen.getByText('You can send again in 12 seconds').id).toBe(button.getAttribute('aria-describedby'));
  });

  it('is not there in an archived room', () => {
    expect(open({ room: { archivedAt: '2026-01-01T00:00:00.000Z' } })).toBeNull();
    expect(screen.getByText(/This room is archived/)).toBeTruthy();
  });

  it('edits and answers the last message with the arrow while it is empty', () => {
    const box = openBox();
    fireEvent.keyDown(box, { key: 'ArrowUp' });
    fireEvent.keyDown(box, { key: 'ArrowUp', shiftKey: true });
    expect(onEditLast).toHaveBeenCalledTimes(1);
    expect(onReplyLast).toHaveBeenCalledTimes(1);
    type(box, 'text');
    fireEvent.keyDown(box, { key: 'ArrowUp' });
    expect(onEditLast).toHaveBeenCalledTimes(1);
  });

  it('marks the selection with the keys, and runs commands', () => {
    const box = openBox();
    type(box, 'a word');
    box.setSelectionRange(2, 6);
    fireEvent.keyDown(box, { key: 'b', ctrlKey: true });
    expect(box.value).toBe('a **word**');
    type(box, '/search two words');
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onCommand.mock.calls).toEqual([['search', 'two words']]);
    type(box, '/shrug well');
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onSend.mock.calls).toEqual([['well ¯\\_(ツ)_/¯', null]]);
  });

  it('takes the marks of what is pasted, and none with the keys for plain text', () => {
    const box = openBox();
    const clipboardData = { getData: (kind: string) => (kind === 'text/html' ? '<b>bold</b>' : 'bold') };
    fireEvent.paste(box, { clipboardData });
    expect(box.value).toBe('**bold**');
    fireEvent.keyDown(box, { key: 'V', ctrlKey: true, shiftKey: true });
    expect(fireEvent.paste(box, { clipboardData })).toBe(true);
  });
});

describe('drafts and answers', () => {
  it('keeps the draft of each room by itself, with the message that is answered', () => {
    type(openBox(), 'half a thought');
    const replyTo = { id: 'm1', seq: 1, author: user('rui', 'Rui'), excerpt: 'hi' };
    act(() => drafts.answer('room-1', replyTo));
    cleanup();
    expect(openBox({ room: { id: 'room-2' } }).value).toBe('');
    cleanup();
    const box = openBox();
    expect(box.value).toBe('half a thought');
    expect(screen.getByText('Answering Rui')).toBeTruthy();
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onSend.mock.calls).toEqual([['half a thought', replyTo]]);
    expect(screen.queryByText('Answering Rui')).toBeNull();
  });

  it('clears only what it sent', () => {
    expect(draftAfterSend('one', 'one')).toBe('');
    expect(draftAfterSend('one two', 'one')).toBe('two');
    expect(draftAfterSend('another', 'one')).toBe('another');
  });

  it('goes one step back at a time, also when the page asks', () => {
    const box = openBox();
    act(() => drafts.answer('room-1', { id: 'm1', seq: 1, author: user('rui'), excerpt: 'hi' }));
    type(box, '@r');
    act(() => void commands.run('escape'));
    expect(optionNames()).toEqual([]);
    expect(drafts.of('room-1').get().replyTo).not.toBeNull();
    fireEvent.keyDown(box, { key: 'Escape' });
    expect(drafts.of('room-1').get().replyTo).toBeNull();
    expect(commands.run('escape')).toBe(false);
  });
});

describe('completing words', () => {
  beforeEach(() => void jest.useFakeTimers());

  it('offers people who are near at once, others after a moment, marked', async () => {
    const box = openBox();
    type(box, 'hi @m');
    expect(optionNames()).toEqual([]);
    await act(() => jest.advanceTimersByTimeAsync(150));
    expect(optionNames()).toEqual(['@Mia@mia', '@Mario@marionot in this room']);
    expect(box.getAttribute('aria-activedescendant')).toBe(screen.getAllByRole('option')[0]?.id);
    fireEvent.keyDown(box, { key: 'ArrowDown' });
    expect(screen.getAllByRole('option')[1]?.getAttribute('aria-selected')).toBe('true');
    fireEvent.keyDown(box, { key: 'Tab' });
    expect(box.value).toBe('hi @mario ');
    expect(optionNames()).toEqual([]);
  });

  it('puts who spoke last first, and stays quiet when the server does not answer', async () => {
    const box = openBox({ findUsers: () => Promise.reject(new RequestError('not_found', '')) });
    type(box, '@');
    expect(optionNames()).toEqual(['@Rui@rui', '@Ana@ana']);
    await act(() => jest.advanceTimersByTimeAsync(150));
    expect(optionNames()).toEqual(['@Rui@rui', '@Ana@ana', '@Mia@mia']);
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(box.value).toBe('@rui ');
    expect(onSend).not.toHaveBeenCalled();
  });

  it('stays closed for a word after Escape, and opens for the next', () => {
    const box = openBox();
    type(box, '#c');
    expect(optionNames()).toEqual(['#Café']);
    fireEvent.keyDown(box, { key: 'Escape' });
    type(box, '#ca');
    expect(optionNames()).toEqual([]);
    type(box, '#ca #CAF');
    expect(optionNames()).toEqual(['#Café']);
  });
});

describe('pictures in the composer', () => {
  const photo = new File(['x'], 'photo.png', { type: 'image/png' });
  const paste = (box: HTMLElement, text: string) =>
    fireEvent.paste(box, {
      clipboardData: { files: [photo], getData: (type: string) => (type === 'text/plain' ? text : '') },
    });

  it('takes a picture that is pasted, and leaves a text alone that brings a picture of itself along', () => {
    const box = openBox();
    expect(paste(box, '')).toBe(false);
    expect(onFiles.mock.calls).toEqual([[[photo]]]);
    expect(paste(box, 'a\tb')).toBe(true);
    expect(onFiles).toHaveBeenCalledTimes(1);
  });

  it('takes what is chosen with its button, also the same file twice', () => {
    openBox();
    expect(screen.getByRole('button', { name: 'Add pictures' })).toBeTruthy();
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    if (!input) throw new Error('There is nothing to choose files with.');
    expect([input.multiple, input.accept]).toEqual([true, 'image/png']);
    fireEvent.change(input, { target: { files: [photo] } });
    expect(onFiles.mock.calls).toEqual([[[photo]]]);
    expect(input.value).toBe('');
  });

  it('opens the choice of files by its shortcut', () => {
    openBox();
    const click = jest.spyOn(HTMLInputElement.prototype, 'click').mockImplementation(() => undefined);
    act(() => void commands.run('attach'));
    expect(click).toHaveBeenCalledTimes(1);
    click.mockRestore();
  });

  it('sends pictures without a text, and nothing without either', async () => {
    const box = openBox({ pictures: 1 });
    await act(async () => void fireEvent.keyDown(box, { key: 'Enter' }));
    expect(onSend.mock.calls).toEqual([['', null]]);
    cleanup();
    onSend.mockClear();
    fireEvent.keyDown(openBox(), { key: 'Enter' });
    expect(onSend).not.toHaveBeenCalled();
  });
});
