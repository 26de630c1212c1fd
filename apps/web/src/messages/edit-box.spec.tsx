import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Message } from '@tertulia/contract';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { en } from '../i18n/en.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import { EditBox } from './edit-box.js';
import { buildMessage } from './fake-room-server.js';

const onSave = jest.fn<(message: Message, text: string) => void>();
const onCancel = jest.fn();

function open() {
  render(
    <LocaleProvider initial={{ locale: 'en', messages: en }}>
      <EditBox message={buildMessage({ text: 'a word' })} onSave={onSave} onCancel={onCancel} />
    </LocaleProvider>,
  );
  return screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Edit the message' });
}

afterEach(() => {
  cleanup();
  jest.clearAllMocks();
});

describe('changing a message in its place', () => {
  it('saves with Enter, and only what was changed', () => {
    const box = open();
    fireEvent.keyDown(box, { key: 'Enter', keyCode: 229 });
    fireEvent.keyDown(box, { key: 'Enter', shiftKey: true });
    expect(onCancel).not.toHaveBeenCalled();
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onCancel).toHaveBeenCalledTimes(1);
    fireEvent.change(box, { target: { value: ' another word ' } });
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onSave.mock.calls.map(([, text]) => text)).toEqual(['another word']);
  });

  it('asks before it forgets a change, and not otherwise', () => {
    const box = open();
    fireEvent.keyDown(box, { key: 'Escape' });
    expect(onCancel).toHaveBeenCalledTimes(1);
    fireEvent.change(box, { target: { value: 'another' } });
    fireEvent.keyDown(box, { key: 'Escape' });
    expect(onCancel).toHaveBeenCalledTimes(1);
    fireEvent.keyDown(screen.getByRole('button', { name: 'Go on editing' }), { key: 'Escape' });
    expect(screen.queryByRole('button', { name: 'Discard' })).toBeNull();
    expect(box.value).toBe('another');
    fireEvent.keyDown(box, { key: 'Escape' });
    fireEvent.click(screen.getByRole('button', { name: 'Discard' }));
    expect(onCancel).toHaveBeenCalledTimes(2);
  });

  it('knows the formatting keys', () => {
    const box = open();
    box.setSelectionRange(2, 6);
    fireEvent.keyDown(box, { key: 'i', ctrlKey: true });
    expect(box.value).toBe('a _word_');
  });
});
