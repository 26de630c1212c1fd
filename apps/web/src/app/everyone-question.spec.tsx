import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { MessageHint } from '@tertulia/contract';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { LocaleProvider } from '../i18n/locale-context.js';
import { loadLanguage } from '../i18n/translate.js';
import { ToastArea, Toasts, ToastsContext } from '../ui/toasts.js';
import { useEveryoneQuestion } from './everyone-question.js';
import { useMessageHints } from './use-message-hints.js';

const english = await loadLanguage('en');
let answers: boolean[];

beforeAll(() => {
  // jsdom has no modal dialogs.
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
});
afterEach(cleanup);

function Asking() {
  const { ask, dialog } = useEveryoneQuestion();
  return (
    <>
      <button type="button" onClick={() => void ask({ kind: 'all', count: 12 }).then((yes) => answers.push(yes))}>
        Ask
      </button>
      {dialog}
    </>
  );
}

describe('the question before everybody is told', () => {
  it.each([
    ['Send', true],
    ['Cancel', false],
    ['Close', false],
  ])('is answered with %s', async (button, answer) => {
    answers = [];
    render(
      <LocaleProvider initial={english}>
        <Asking />
      </LocaleProvider>,
    );
    expect(screen.queryByRole('dialog')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Ask' }));
    expect(screen.getByText('This message tells 12 people of this room.')).toBeTruthy();
    expect(answers).toEqual([]);
    await act(async () => void fireEvent.click(screen.getByRole('button', { name: button })));
    expect(answers).toEqual([answer]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('a hint about a message of one’s own', () => {
  it('is said once, and not at all when everybody was told', () => {
    const listeners = new Set<(hint: MessageHint) => void>();
    const socket = {
      on: (_event: string, listener: (hint: MessageHint) => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    function Hints() {
      useMessageHints(socket);
      return <ToastArea label="Notices" dismissLabel="Dismiss" />;
    }
    const { unmount } = render(
      <LocaleProvider initial={english}>
        <ToastsContext value={new Toasts()}>
          <Hints />
        </ToastsContext>
      </LocaleProvider>,
    );
    const rui = { id: 'rui', handle: 'rui', displayName: 'Rui', isGuest: true, isBot: false };
    const hint = { roomId: 'r', messageId: 'm', unreachable: [], omitted: 0, isEveryoneRefused: false };
    const tell = (given: MessageHint) => act(() => listeners.forEach((listener) => listener(given)));
    tell(hint);
    expect(screen.getByRole('status').textContent).toBe('');
    tell({ ...hint, unreachable: [rui] });
    expect(screen.getByRole('status').textContent).toBe('Rui cannot see this room and was not told.');
    unmount();
    expect(listeners.size).toBe(0);
  });
});
