import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { en } from '../i18n/en.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import { Composer } from './composer.js';
import { draftAfterSend } from './draft-storage.js';

const onSend = jest.fn<(text: string) => void>();

function open(roomId = 'room-1') {
  render(
    <LocaleProvider initial={{ locale: 'en', messages: en }}>
      <Composer
        roomId={roomId}
        roomName="general"
        textLength={20}
        replyTo={null}
        onSend={onSend}
        onTyping={() => undefined}
        onCancelReply={() => undefined}
        onEditLast={() => undefined}
      />
    </LocaleProvider>,
  );
  return screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
}

beforeEach(() => {
  localStorage.clear();
  onSend.mockClear();
  window.matchMedia = () =>
    Object.assign(new EventTarget(), {
      matches: true,
      media: '',
      onchange: null,
      addListener: () => undefined,
      removeListener: () => undefined,
    });
});
afterEach(cleanup);

describe('writing a message', () => {
  it('sends with Enter, trimmed, and is empty afterwards', () => {
    const box = open();
    fireEvent.change(box, { target: { value: '  hello ' } });
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onSend.mock.calls).toEqual([['hello']]);
    expect(box.value).toBe('');
  });

  it.each([
    ['Shift+Enter', { key: 'Enter', shiftKey: true }],
    ['Enter that ends a composition', { key: 'Enter', isComposing: true }],
    ['Enter with the key code of a composition', { key: 'Enter', keyCode: 229 }],
  ])('does not send with %s', (_name, event) => {
    const box = open();
    fireEvent.change(box, { target: { value: 'にほん' } });
    fireEvent.keyDown(box, event);
    expect(onSend).not.toHaveBeenCalled();
  });

  it('does not send what is empty or too long, and says by how much', () => {
    const box = open();
    fireEvent.change(box, { target: { value: '   ' } });
    fireEvent.keyDown(box, { key: 'Enter' });
    fireEvent.change(box, { target: { value: 'x'.repeat(22) } });
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByText('2 characters too long')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(true);
  });

  it('keeps the draft of each room by itself', () => {
    jest.useFakeTimers();
    try {
      fireEvent.change(open('room-1'), { target: { value: 'half a thought' } });
      jest.advanceTimersByTime(400);
    } finally {
      jest.useRealTimers();
    }
    cleanup();
    expect(open('room-2').value).toBe('');
    cleanup();
    expect(open('room-1').value).toBe('half a thought');
  });

  it('clears only what it sent', () => {
    expect(draftAfterSend('one', 'one')).toBe('');
    expect(draftAfterSend('one two', 'one')).toBe('two');
    expect(draftAfterSend('another', 'one')).toBe('another');
  });
});
