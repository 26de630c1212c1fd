import { afterEach, describe, expect, it } from '@jest/globals';
import type { Message } from '@tertulia/contract';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { en } from '../i18n/en.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import { Observable } from '../realtime/observable.js';
import { buildMessage } from './fake-room-server.js';
import { type Hearing, HearingContext } from './hearing.js';
import { ListenButton } from './listen-button.js';

const heard = new Observable<string | undefined>(undefined);
const hearing: Hearing = {
  subscribe: heard.subscribe,
  standOf: ({ id, text }) => (text === '' ? 'none' : heard.get() === id ? 'playing' : 'silent'),
  toggle: ({ id }) => heard.update((present) => (present === id ? undefined : id)),
};
const show = (message: Message, context?: Hearing) =>
  render(
    <LocaleProvider initial={{ locale: 'en', messages: en }}>
      <HearingContext value={context}>
        <ListenButton message={message} />
      </HearingContext>
    </LocaleProvider>,
  );

afterEach(() => {
  cleanup();
  heard.set(undefined);
});

describe('the button that reads a message aloud', () => {
  it('is pressed while its message is heard, and only then', () => {
    show(buildMessage({ id: 'a' }), hearing);
    const button = screen.getByRole('button', { name: 'Listen' });
    expect(button.getAttribute('aria-pressed')).toBe('false');
    fireEvent.click(button);
    expect(button.getAttribute('aria-pressed')).toBe('true');
    act(() => heard.set('b'));
    expect(button.getAttribute('aria-pressed')).toBe('false');
  });

  it('is not there for what cannot be heard, and where nothing can be heard', () => {
    show(buildMessage({ text: '' }), hearing);
    show(buildMessage({ id: 'a' }));
    expect(screen.queryByRole('button')).toBeNull();
  });
});
