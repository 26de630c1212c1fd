import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Message } from '@tertulia/contract';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RequestError } from '../api/request-error.js';
import { en } from '../i18n/en.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import { buildMessage } from '../messages/fake-room-server.js';
import { HeldDialog } from './held-dialog.js';

beforeEach(() => {
  // jsdom has no dialogs of its own.
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = () => undefined;
});
afterEach(cleanup);

const ofAuthor = (seq: number, name: string) =>
  buildMessage({ seq, text: `words of ${name}`, author: { ...buildMessage({}).author, displayName: name } });

/** A room with messages that wait; a refusal meets the next decision. */
class Desk {
  waiting: Message[];
  readonly released: string[] = [];
  readonly removed: string[] = [];
  refusal: RequestError | undefined;
  listFails = false;

  constructor(...waiting: Message[]) {
    this.waiting = waiting;
  }

  readonly list = async (): Promise<Message[]> => {
    if (this.listFails) throw new RequestError('unreachable', 'no');
    return this.waiting;
  };
  readonly release = (message: Message) => this.decide(message, this.released);
  readonly remove = (message: Message) => this.decide(message, this.removed);

  private async decide({ id }: Message, into: string[]): Promise<void> {
    const { refusal } = this;
    this.refusal = undefined;
    if (refusal) throw refusal;
    into.push(id);
    this.waiting = this.waiting.filter((message) => message.id !== id);
  }
}

function open(desk: Desk) {
  const user = userEvent.setup();
  render(
    <LocaleProvider initial={{ locale: 'en', messages: en }}>
      <HeldDialog
        roomId="room-1"
        count={desk.waiting.length}
        list={desk.list}
        release={desk.release}
        remove={desk.remove}
        renderContent={({ text }) => <p>{text}</p>}
        onClose={() => undefined}
      />
    </LocaleProvider>,
  );
  return user;
}

const releaseOf = (name: string) => screen.findByRole('button', { name: `Release the message of ${name}` });

describe('reviewing what waits', () => {
  it('shows each message whole, and lets it go with the keyboard; the focus goes on to the next', async () => {
    const desk = new Desk(ofAuthor(1, 'Rui'), ofAuthor(2, 'Eva'));
    const user = open(desk);
    (await releaseOf('Rui')).focus();
    expect(screen.getByText('words of Rui')).toBeTruthy();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByText('words of Rui')).toBeNull());
    expect(desk.released).toEqual(['m1']);
    expect(screen.getByRole('status').textContent).toBe('Released. Everybody in the room sees it now.');
    expect(document.activeElement).toBe(await releaseOf('Eva'));
    await user.keyboard('{Enter}');
    expect(await screen.findByText('Nothing is waiting')).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Close' }));
  });

  it('deletes only after it was asked once more', async () => {
    const desk = new Desk(ofAuthor(1, 'Rui'));
    const user = open(desk);
    await user.click(await screen.findByRole('button', { name: 'Delete the message of Rui' }));
    const question = screen.getByRole('group', { name: 'Delete it for good?' });
    expect(document.activeElement).toBe(within(question).getByRole('button', { name: 'Cancel' }));
    await user.keyboard('{Enter}');
    expect(desk.removed).toEqual([]);
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Delete the message of Rui' }));
    await user.keyboard('{Enter}');
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('Nothing is waiting')).toBeTruthy();
    expect(desk).toMatchObject({ removed: ['m1'], released: [] });
  });

  it('shows anew what was changed meanwhile, and releases nothing unread', async () => {
    const desk = new Desk(ofAuthor(1, 'Rui'));
    const user = open(desk);
    const button = await releaseOf('Rui');
    desk.refusal = new RequestError('conflict', 'changed');
    desk.waiting = [buildMessage({ ...desk.waiting[0], text: 'worse words', version: 5 })];
    await user.click(button);
    expect(await screen.findByText('worse words')).toBeTruthy();
    expect(screen.getByText('It was changed meanwhile. Here is what waits now.')).toBeTruthy();
    expect(desk.released).toEqual([]);
  });

  it('keeps the message when the decision did not arrive, and says so', async () => {
    const desk = new Desk(ofAuthor(1, 'Rui'));
    const user = open(desk);
    desk.refusal = new RequestError('unreachable', 'no');
    await user.click(await releaseOf('Rui'));
    expect(await screen.findByText('That did not work. Try again in a moment.')).toBeTruthy();
    expect(screen.getByText('words of Rui')).toBeTruthy();
  });

  it('asks again for a list that could not be loaded', async () => {
    const desk = new Desk(ofAuthor(1, 'Rui'));
    desk.listFails = true;
    const user = open(desk);
    await screen.findByText('The list could not be loaded.', { exact: false });
    desk.listFails = false;
    await user.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await releaseOf('Rui')).toBeTruthy();
  });
});
