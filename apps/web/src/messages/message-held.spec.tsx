import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Message } from '@tertulia/contract';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { RequestError } from '../api/request-error.js';
import { en } from '../i18n/en.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import { buildGateway, buildMessage, FakeServer, memoryStore, ROOM, settle } from './fake-room-server.js';
import { MessageActions } from './message-actions.js';
import { MessageBody } from './message-body.js';
import MessageMenu from './message-menu.js';
import { ReaderContext } from './message-text.js';
import type { PendingMessage } from './pending-message.js';
import { RefusedBar } from './refused-bar.js';
import { RoomStore } from './room-store.js';
import type { TimelineActions } from './timeline-actions.js';

const nothing = () => undefined;
const actions: TimelineActions = {
  onReply: nothing,
  onEdit: nothing,
  onCancelEdit: nothing,
  onSave: nothing,
  onDelete: nothing,
  onReact: nothing,
  onRetry: nothing,
  onDiscard: nothing,
  onShow: nothing,
  onMarkUnread: nothing,
  onCopyLink: nothing,
  onCopyText: nothing,
  onMenu: nothing,
  onPick: nothing,
  onDay: nothing,
};

const heldAt = '2026-01-01T00:00:00.000Z';

function draw(node: React.ReactNode, readerId = 'ana') {
  return render(
    <LocaleProvider initial={{ locale: 'en', messages: en }}>
      <ReaderContext value={readerId}>{node}</ReaderContext>
    </LocaleProvider>,
  ).container;
}

function drawBody(message: Message, readerId = 'ana') {
  const { author, createdAt } = message;
  const row = { key: message.id, day: undefined, isHead: false, createdAt, author, message };
  return draw(<MessageBody row={row} isEditing={false} actions={actions} />, readerId);
}

beforeEach(() => {
  // jsdom has no dialogs of its own.
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = nothing;
});
afterEach(cleanup);

describe('a message that waits for the owner of the room', () => {
  it('is a place without content for others', () => {
    const text = drawBody(buildMessage({ text: '', heldAt })).textContent;
    expect(text).toContain('A message is waiting for review.');
    expect(text).not.toContain('Waiting for the owner');
  });

  it('is whole for its author, with a quiet line', () => {
    const text = drawBody(buildMessage({ text: 'my words', heldAt }), 'rui').textContent;
    expect(text).toContain('my words');
    expect(text).toContain('Waiting for the owner of the room');
  });

  it('is a message like any other once it is released', () => {
    const text = drawBody(buildMessage({ text: 'my words' })).textContent;
    expect(text).toContain('my words');
    expect(text).not.toMatch(/waiting/i);
  });

  it('can be changed and deleted by its author, not answered or reacted to', () => {
    draw(<MessageActions message={buildMessage({ heldAt })} isOwn actions={actions} />, 'rui');
    const names = screen.getAllByRole('button').map((button) => button.getAttribute('aria-label'));
    expect(names).toEqual(['Edit', 'Delete', 'More actions']);
    cleanup();
    const anchor = document.body.appendChild(document.createElement('button'));
    draw(<MessageMenu message={buildMessage({ heldAt })} isOwn anchor={anchor} actions={actions} onClose={nothing} />);
    expect(screen.queryByText('Reply')).toBeNull();
    expect(screen.queryByRole('button', { name: /React with/ })).toBeNull();
    expect(screen.getByText('Edit')).toBeTruthy();
  });
});

describe('what was found out about a message', () => {
  const prohibited = { kind: 'prohibited', label: 'insult', score: 1, source: 'lexicon' };
  const mood = (label: string, score = 0.9) => ({ kind: 'sentiment', label, score, source: 'lexicon' });

  it('is a mark with a word for prohibited ones, once', () => {
    const container = drawBody(buildMessage({ tags: [prohibited, { ...prohibited, label: 'vulgar' }] }));
    expect(container.textContent?.match(/prohibited word/g)).toHaveLength(1);
    cleanup();
    expect(drawBody(buildMessage({ tags: [mood('negative')] })).textContent).not.toContain('prohibited');
  });

  it('is a sign with a name for a mood, shown only where one looks closer', () => {
    const message = buildMessage({ tags: [mood('negative', 0.2), mood('positive')] });
    expect(drawBody(message).querySelector('[role=img]')).toBeNull();
    cleanup();
    draw(<MessageActions message={message} isOwn={false} actions={actions} />);
    expect(screen.getByRole('img', { name: 'Sounds positive' })).toBeTruthy();
    cleanup();
    const anchor = document.body.appendChild(document.createElement('button'));
    draw(<MessageMenu message={message} isOwn={false} anchor={anchor} actions={actions} onClose={nothing} />);
    expect(screen.getByText('Sounds positive')).toBeTruthy();
  });

  it('is nothing where there is no mood to speak of', () => {
    draw(<MessageActions message={buildMessage({ tags: [mood('neutral')] })} isOwn={false} actions={actions} />);
    expect(screen.queryByRole('img')).toBeNull();
  });
});

describe('a text that the room refuses for its words', () => {
  const refusal = new RequestError('forbidden', 'no', undefined, [{ path: 'text', message: 'prohibited' }]);

  it('is kept, said beside the composer, and given back', async () => {
    const server = new FakeServer();
    const gateway = buildGateway(server, { send: async () => Promise.reject(refusal) });
    const store = new RoomStore(ROOM, gateway, memoryStore());
    await store.enter();
    const onRewrite = jest.fn<(message: PendingMessage) => void>();
    draw(<RefusedBar store={store} onRewrite={onRewrite} />);
    expect(screen.getByRole('alert').textContent).toBe('');
    store.send('a bad word', null);
    await settle();
    expect(await screen.findByText(/does not take prohibited words. Your text is kept/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Change the text' }));
    expect(onRewrite.mock.calls[0]?.[0]).toMatchObject({ text: 'a bad word', state: 'failed', reason: 'prohibited' });
    expect(server.messages).toEqual([]);
    store.close();
  });

  it('does not stand in the way of the next one, and another refusal is not called the same', async () => {
    const server = new FakeServer();
    const gateway = buildGateway(server, {
      send: async (_room, message) => {
        if (message.text === 'bad') throw refusal;
        if (message.text === 'archived') throw new RequestError('forbidden', 'no');
        return server.write('ana', message);
      },
    });
    const store = new RoomStore(ROOM, gateway, memoryStore());
    await store.enter();
    for (const text of ['bad', 'archived', 'kind']) store.send(text, null);
    for (let round = 0; round < 5; round += 1) await settle();
    expect(store.getSnapshot().pending.map(({ text, reason }) => [text, reason])).toEqual([
      ['bad', 'prohibited'],
      ['archived', 'forbidden'],
    ]);
    expect(server.messages.map(({ text }) => text)).toEqual(['kind']);
    store.close();
  });
});
