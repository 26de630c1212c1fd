import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { locales, type MentionPreview, type Room, type User } from '@tertulia/contract';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { RequestError } from '../api/request-error.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import { createTranslator, loadLanguage } from '../i18n/translate.js';
import { Composer } from './composer.js';
import { DraftsStore } from './drafts-store.js';
import { hintWords, previewWords } from './mention-words.js';
import { RoomPeople } from './room-people.js';

const languages = new Map(
  await Promise.all(locales.map(async (locale) => [locale, await loadLanguage(locale)] as const)),
);
const english = languages.get('en') ?? (await loadLanguage('en'));
const user = (handle: string, displayName: string): User => ({
  id: handle,
  handle,
  displayName,
  isGuest: true,
  isBot: false,
});
const [ana, luis, rui] = [user('ana', 'Ana'), user('luis', 'Luis'), user('rui', 'Rui')];
const nobody: MentionPreview = { entities: [], notified: [], outside: [], unreachable: [], omitted: 0, everyone: null };

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
  memberCount: 9,
  slowModeSeconds: 0,
  retentionDays: null,
  archivedAt: null,
  wordRule: 'tag',
  me: { role: 'owner', readSeq: 0, unread: 0, mentions: 0, notify: 'all', isFavourite: false, isMailed: true },
};

const onSend = jest.fn<(text: string) => void>();
const onTellMany = jest.fn<(everyone: { kind: 'all' | 'here'; count: number }) => Promise<boolean>>();
const onPreview = jest.fn<(text: string) => Promise<MentionPreview>>();
let drafts: DraftsStore;

function open(isConnected = true, room: Room = general): HTMLTextAreaElement {
  render(
    <LocaleProvider initial={english}>
      <Composer
        room={room}
        textLength={600}
        drafts={drafts}
        sendWith="enter"
        people={
          new RoomPeople({ listMembers: async () => [], findUsers: async () => [] }, 'room-1', 'me', () => ({
            speakers: [],
            online: [],
          }))
        }
        rooms={() => []}
        waitingUntil={undefined}
        isConnected={isConnected}
        onPreview={onPreview}
        onTellMany={onTellMany}
        pictures={{ count: 0, accept: 'image/png', onFiles: () => undefined, tray: null }}
        commands={['search', 'shrug']}
        onCommand={() => undefined}
        onSend={onSend}
        onTyping={() => undefined}
        onEditLast={() => undefined}
        onReplyLast={() => undefined}
      />
    </LocaleProvider>,
  );
  return screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
}

async function type(box: HTMLTextAreaElement, value: string): Promise<void> {
  fireEvent.change(box, { target: { value } });
  await act(() => jest.advanceTimersByTimeAsync(300));
}
/** Everything that waits for no time is done afterwards. */
async function pressEnter(box: HTMLTextAreaElement): Promise<void> {
  fireEvent.keyDown(box, { key: 'Enter' });
  await act(() => jest.advanceTimersByTimeAsync(0));
}
const everyoneOf = (count: number, isAllowed = true): MentionPreview => ({
  ...nobody,
  everyone: { kind: 'all', count, isAllowed },
});

beforeEach(() => {
  localStorage.clear();
  jest.useFakeTimers();
  jest.resetAllMocks();
  drafts = new DraftsStore({
    userId: 'me',
    list: () => Promise.reject(new RequestError('not_found', '')),
    save: () => Promise.reject(new RequestError('not_found', '')),
    isConnected: () => false,
  });
});
afterEach(() => {
  cleanup();
  drafts.close();
  jest.useRealTimers();
});

describe('the line under the composer', () => {
  it('says who will be told and who is not in the room, to whoever looks at the description', async () => {
    onPreview.mockResolvedValue({ ...nobody, notified: [ana, luis, rui], outside: [rui] });
    const box = open();
    await type(box, '@ana @luis @rui');
    const line = screen.getByTitle('Will notify: Ana, Luis, Rui · Rui is not in this room');
    expect(line.textContent).toBe(line.title);
    expect(box.getAttribute('aria-describedby')?.split(' ')).toContain(line.id);
    expect(line.getAttribute('aria-live')).toBe('off');
    await type(box, '');
    expect(line.textContent).toBe('');
    expect(line.isConnected).toBe(true);
  });

  it('is empty without a connection, and when nobody is told', async () => {
    const box = open(false);
    await type(box, '@ana');
    expect(onPreview).not.toHaveBeenCalled();
    cleanup();
    onPreview.mockResolvedValue(nobody);
    await type(open(), '@pedro');
    expect(onPreview.mock.calls).toEqual([['@pedro']]);
    expect(screen.queryByText(/notify/)).toBeNull();
  });
});

describe('a message to everybody', () => {
  it('is sent after the question, and once', async () => {
    onPreview.mockResolvedValue(everyoneOf(12));
    onTellMany.mockResolvedValue(true);
    const box = open();
    await type(box, '@all hello');
    expect(screen.getByText('Everybody here will be told: 12')).toBeTruthy();
    fireEvent.keyDown(box, { key: 'Enter' });
    await pressEnter(box);
    expect(onTellMany).toHaveBeenCalledTimes(1);
    expect(onTellMany.mock.calls[0]?.[0]).toMatchObject({ kind: 'all', count: 12 });
    expect(onSend.mock.calls).toEqual([['@all hello', null]]);
    expect(box.value).toBe('');
    expect(onPreview).toHaveBeenCalledTimes(1);
  });

  it('stays in the box when the person thinks better of it', async () => {
    onPreview.mockResolvedValue(everyoneOf(5));
    onTellMany.mockResolvedValue(false);
    const box = open();
    await type(box, '@todos');
    await pressEnter(box);
    expect(onTellMany).toHaveBeenCalledTimes(1);
    expect(onSend).not.toHaveBeenCalled();
    expect(box.value).toBe('@todos');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(false);
  });

  it.each([
    ['to four people', everyoneOf(4)],
    ['by somebody who may not', everyoneOf(12, false)],
    ['that the server does not take for one', nobody],
  ])('%s is sent without a question', async (_name, preview) => {
    onPreview.mockResolvedValue(preview);
    const box = open();
    await type(box, '@all');
    await pressEnter(box);
    expect(onTellMany).not.toHaveBeenCalled();
    expect(onSend.mock.calls).toEqual([['@all', null]]);
  });

  it('sent before the answer was there waits for it', async () => {
    onPreview.mockResolvedValue(everyoneOf(7));
    onTellMany.mockResolvedValue(true);
    const box = open();
    fireEvent.change(box, { target: { value: '@aquí' } });
    await pressEnter(box);
    expect(onPreview.mock.calls).toEqual([['@aquí']]);
    expect(onTellMany).toHaveBeenCalledTimes(1);
    expect(onSend).toHaveBeenCalledTimes(1);
  });

  it('without a connection asks the owner by the number of members, and nobody else', async () => {
    onTellMany.mockResolvedValue(false);
    const box = open(false);
    await type(box, '@all');
    await pressEnter(box);
    expect(onTellMany.mock.calls[0]?.[0]).toMatchObject({ count: 8 });
    expect(onSend).not.toHaveBeenCalled();
    cleanup();
    const { me: _me, ...asGuest } = general;
    await pressEnter(open(false, asGuest));
    expect(onTellMany).toHaveBeenCalledTimes(1);
    expect(onSend).toHaveBeenCalledTimes(1);
  });
});

describe('the words for mentions', () => {
  const all: MentionPreview = {
    entities: [],
    notified: [ana],
    outside: [ana, rui],
    unreachable: [luis],
    omitted: 2,
    everyone: { kind: 'here', count: 3, isAllowed: true },
  };
  it.each([
    [
      'en',
      'Everybody who is here now will be told: 3 · Will notify: Ana · Ana, Rui are not in this room · Luis cannot see this room · 2 more are named than one message tells',
      'Ana, Luis cannot see this room and were not told. 1 person more was named than one message tells. Only the owner of the room with a confirmed address may name everybody: they were not told.',
    ],
    [
      'es',
      'Se avisará a quienes están aquí ahora: 3 · Se avisará a: Ana · Ana, Rui no están en esta sala · Luis no puede ver esta sala · 2 personas más de las que avisa un mensaje',
      'Ana, Luis no pueden ver esta sala y no han recibido el aviso. Se nombró a 1 persona más de las que avisa un mensaje. Solo quien creó la sala, con una dirección confirmada, puede nombrar a todos: no se les ha avisado.',
    ],
    [
      'pt-BR',
      'Quem está aqui agora será avisado: 3 · Vai avisar: Ana · Ana, Rui não estão nesta sala · Luis não pode ver esta sala · 2 pessoas a mais do que uma mensagem avisa',
      'Ana, Luis não podem ver esta sala e não receberam o aviso. Foi mencionada 1 pessoa a mais do que uma mensagem avisa. Só quem criou a sala, com um endereço confirmado, pode mencionar todos: ninguém foi avisado por isso.',
    ],
  ] as const)('are whole in %s', (locale, preview, hint) => {
    const words = createTranslator(languages.get(locale) ?? english);
    expect(previewWords(all, words).join(' · ')).toBe(preview);
    const about = { roomId: 'room-1', messageId: 'm1' };
    const refused = { ...about, unreachable: [ana, luis], omitted: 1, isEveryoneRefused: true };
    expect(hintWords(refused, words).join(' ')).toBe(hint);
    expect(hintWords({ ...about, unreachable: [], omitted: 0, isEveryoneRefused: false }, words)).toEqual([]);
  });
});
