import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { type ReactNode, Suspense } from 'react';
import { en } from '../i18n/en.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import type { RefusedFile } from './check-files.js';
import type { Picture } from './picture.js';
import { PendingPictures } from './pending-pictures.js';
import { PictureTray } from './picture-tray.js';

afterEach(cleanup);

const picture = (overrides: Partial<Picture>): Picture => ({
  ...{ id: 'a', roomId: 'room-1', messageId: null, order: 1, name: 'cat.jpg', type: 'image/jpeg', bytes: 2_048 },
  ...{ alt: '', sentAlt: '', width: 400, height: 300, preview: 'blob:a', step: 'waiting', progress: 0 },
  ...{ failure: null, waitingUntil: null, uploadId: null },
  ...overrides,
});

async function show(element: ReactNode): Promise<void> {
  await act(async () =>
    render(
      <LocaleProvider initial={{ locale: 'en', messages: en }}>
        <Suspense>{element}</Suspense>
      </LocaleProvider>,
    ),
  );
}

describe('the pictures above the text box', () => {
  const calls = {
    onDescribe: jest.fn<(id: string, alt: string) => void>(),
    onRetry: jest.fn<(id: string) => void>(),
    onRemove: jest.fn<(id: string) => void>(),
    onDismiss: jest.fn<() => void>(),
  };
  const open = (pictures: readonly Picture[], refused: readonly RefusedFile[] = [], isConnected = true) =>
    show(
      <PictureTray
        {...{ pictures, refused, isConnected, altLength: 1_000, ...calls }}
        limits={{ uploadBytes: 10 * 1024 * 1024, attachmentsPerMessage: 10 }}
      />,
    );

  it('shows how far each is, in words and for who cannot see', async () => {
    await open([
      picture({ id: 'a', name: 'a.jpg', step: 'sending', progress: 0.428 }),
      picture({ id: 'b', name: 'b.jpg', step: 'looking' }),
      picture({ id: 'c', name: 'c.jpg' }),
      picture({ id: 'd', name: 'd.jpg', step: 'ready' }),
    ]);
    const items = screen.getAllByRole('listitem');
    expect(items.map((item) => item.querySelector('.picture-step')?.textContent)).toEqual([
      'Sending, 42 %',
      'Being looked at…',
      'Preparing…',
      'Ready',
    ]);
    expect(screen.getByRole('progressbar', { name: 'Progress of a.jpg' }).getAttribute('value')).toBe('42');
    expect(screen.getByRole('status').textContent).toBe('');
  });

  it('asks what a picture shows and demands nothing', async () => {
    await open([picture({ step: 'ready' })]);
    const box = screen.getByRole<HTMLInputElement>('textbox', { name: 'What does cat.jpg show?' });
    expect(box.required).toBe(false);
    expect(box.maxLength).toBe(1_000);
    fireEvent.change(box, { target: { value: 'a cat' } });
    expect(calls.onDescribe).toHaveBeenCalledWith('a', 'a cat');
    expect(screen.getByRole('status').textContent).toBe('The picture is ready.');
  });

  it('says why one failed, and offers another attempt only where it may help', async () => {
    await open([
      picture({ id: 'a', name: 'a.jpg', step: 'failed', failure: 'unreachable' }),
      picture({ id: 'b', name: 'b.jpg', step: 'failed', failure: 'damaged' }),
    ]);
    expect(screen.getByText('The connection was cut. Check your network.')).toBeTruthy();
    expect(screen.getByText('The file is damaged.')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Retry a.jpg' }));
    expect(calls.onRetry).toHaveBeenCalledWith('a');
    expect(screen.queryByRole('button', { name: 'Retry b.jpg' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Remove b.jpg' }));
    expect(calls.onRemove).toHaveBeenCalledWith('b');
  });

  it('tells what could not be taken, by name, until it is dismissed', async () => {
    await open([], [{ name: 'notes.txt', bytes: 5, reason: 'not_a_picture' }]);
    expect(screen.getByRole('alert').textContent).toBe(
      'notes.txt is not a picture we can take: PNG, JPEG, WebP, GIF or AVIF.',
    );
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(calls.onDismiss).toHaveBeenCalled();
  });

  it('says what it waits for: the connection, or the time that the server asked for', async () => {
    const waitingUntil = new Date(2026, 0, 1, 14, 5).getTime();
    await open([picture({ id: 'a' }), picture({ id: 'b', waitingUntil })], [], false);
    expect(screen.getByText('Waits for the connection')).toBeTruthy();
    expect(screen.getByText('That was a lot of pictures: it goes on at 14:05')).toBeTruthy();
  });
});

describe('the pictures of a message on its way', () => {
  const calls = {
    onRetry: jest.fn<() => void>(),
    onRemove: jest.fn<(ids: readonly string[]) => void>(),
    onTakeBack: jest.fn<() => void>(),
    onDelete: jest.fn<() => void>(),
  };
  const places = [
    { id: 'a', name: 'a.jpg', alt: 'a cat', width: 400, height: 300 },
    { id: 'b', name: 'b.jpg', alt: '', width: null, height: null },
  ];
  const open = (pictures: readonly Picture[], isHeld: boolean, canTakeBack = true) =>
    show(
      <PendingPictures
        {...{ places, isHeld, canTakeBack, isLoaded: true, isConnected: true, deleteLabel: 'Delete', ...calls }}
        find={(wanted) => pictures.find(({ id }) => id === wanted)}
      />,
    );

  it('shows them with their progress and nothing to decide while all is well', async () => {
    await open([picture({ id: 'a', step: 'ready' }), picture({ id: 'b', step: 'sending', progress: 0.5 })], false);
    expect(screen.getByRole('img', { name: 'a cat' }).getAttribute('src')).toBe('blob:a');
    expect(screen.getByText('Sending, 50 %')).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('leaves the choice when one failed: again, without it, back to the box, or not at all', async () => {
    await open([picture({ id: 'a', step: 'ready' }), picture({ id: 'b', step: 'failed', failure: 'stalled' })], true);
    const item = screen.getAllByRole('listitem')[1];
    fireEvent.click(within(item ?? document.body).getByRole('button', { name: 'Remove b.jpg' }));
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    fireEvent.click(screen.getByRole('button', { name: 'Send without it' }));
    fireEvent.click(screen.getByRole('button', { name: 'Back to the text box' }));
    fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
    expect(calls.onRemove.mock.calls).toEqual([[['b']], [['b']]]);
    for (const call of [calls.onRetry, calls.onTakeBack, calls.onDelete]) expect(call).toHaveBeenCalledTimes(1);
  });

  it('offers no way back into a text box that is in use, and no retry for what is gone', async () => {
    await open([picture({ id: 'a', step: 'ready' })], true, false);
    expect(screen.getByText('It is no longer in this browser. Choose it again.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Back to the text box' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Retry' })).toBeNull();
  });
});
