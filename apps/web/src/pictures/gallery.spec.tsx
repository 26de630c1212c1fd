import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Attachment, Message } from '@tertulia/contract';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { Suspense } from 'react';
import { en } from '../i18n/en.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import { Gallery } from './gallery.js';
import { boundView, fitting, galleryOf, swipeStep, zoomAt } from './gallery-pictures.js';

const attachment = (id: string, overrides: Partial<Attachment> = {}): Attachment => ({
  ...{ id, status: 'ready', url: `/media/${id}`, thumbnailUrl: `/media/${id}-small`, width: 800, height: 600 },
  ...{ contentType: 'image/webp', bytes: 10, alt: `picture ${id}` },
  ...overrides,
});
const message = (id: string, attachments: Attachment[], overrides: Partial<Message> = {}): Message => ({
  ...{ id, roomId: 'room-1', seq: 1, version: 1, text: '', entities: [], attachments, replyTo: null, reactions: [] },
  author: { id: 'rui', handle: 'rui', displayName: 'Rui', isGuest: true, isBot: false },
  ...{ tags: [], clientMessageId: id, createdAt: '2026-01-01T12:00:00.000Z', editedAt: null, deletedAt: null },
  ...overrides,
});
const messages = [
  message('1', [attachment('a'), attachment('b')]),
  message('2', []),
  message('3', [attachment('c'), attachment('d', { status: 'rejected', url: null })]),
  message('4', [attachment('e')], { deletedAt: '2026-01-02T00:00:00.000Z' }),
];

describe('the pictures of a gallery', () => {
  it('are those of all messages in their order, without deleted and rejected ones', () => {
    expect(galleryOf(messages).map(({ attachment: { id }, index, count }) => [id, index, count])).toEqual([
      ['a', 1, 2],
      ['b', 2, 2],
      ['c', 1, 1],
    ]);
  });
});

describe('a finger on a picture', () => {
  it('goes on when it went far or quickly sideways, and nowhere otherwise', () => {
    expect(swipeStep(-200, 10, 900, 400)).toBe(1);
    expect(swipeStep(200, 10, 900, 400)).toBe(-1);
    expect(swipeStep(-50, 5, 80, 400)).toBe(1);
    expect(swipeStep(-50, 5, 900, 400)).toBe(0);
    expect(swipeStep(-200, 180, 200, 400)).toBe(0);
  });

  it('keeps the point under it where it is while the picture grows, and never loses the picture', () => {
    const larger = zoomAt(fitting, 2, 100, 50, 400, 300);
    expect(larger).toEqual({ scale: 2, x: -100, y: -50 });
    expect(zoomAt(larger, 0, 0, 0, 400, 300)).toEqual(fitting);
    expect(boundView({ scale: 2, x: 900, y: -900 }, 400, 300)).toEqual({ scale: 2, x: 200, y: -150 });
  });
});

describe('the gallery', () => {
  const onClose = jest.fn<() => void>();
  beforeEach(() => {
    HTMLDialogElement.prototype.showModal = function showModal() {
      this.open = true;
    };
    HTMLDialogElement.prototype.close = function close() {
      if (!this.open) return;
      this.open = false;
      this.dispatchEvent(new Event('close'));
    };
  });
  afterEach(() => {
    cleanup();
    onClose.mockClear();
  });

  const open = (first: string) =>
    act(async () =>
      render(
        <LocaleProvider initial={{ locale: 'en', messages: en }}>
          <Suspense>
            <Gallery {...{ messages, first, onClose }} addressOf={(url) => `https://api.example.com${url}`} />
          </Suspense>
        </LocaleProvider>,
      ),
    );
  const shown = () => document.querySelector('.gallery-full')?.getAttribute('src');
  const press = (key: string) => fireEvent.keyDown(screen.getByRole('dialog'), { key });

  it('opens at the picture that was pressed, with its words, author and place', async () => {
    await open('b');
    expect(shown()).toBe('https://api.example.com/media/b');
    const caption = document.getElementById('gallery-caption')?.textContent ?? '';
    expect(caption).toContain('picture b');
    expect(caption).toContain('Rui');
    expect(caption).toContain('2 of 2');
    const link = screen.getByRole('link', { name: 'Open the original' });
    expect(link.getAttribute('href')).toBe('https://api.example.com/media/b');
  });

  it('goes on by keys through the pictures of the room, and stops at its ends', async () => {
    await open('a');
    const close = screen.getByRole('button', { name: 'Close' });
    expect(document.activeElement).toBe(close);
    press('ArrowRight');
    expect(shown()).toContain('/media/b');
    // The same button: with another one in its place the focus, and the keys with it, would be lost.
    expect(document.activeElement).toBe(close);
    press('End');
    expect(shown()).toContain('/media/c');
    press('ArrowRight');
    expect(shown()).toContain('/media/c');
    expect(screen.getByRole('button', { name: 'Next picture' }).getAttribute('aria-disabled')).toBe('true');
    press('Home');
    expect(shown()).toContain('/media/a');
  });

  it('closes by its button, and says when a picture is not available', async () => {
    await open('a');
    const image = document.querySelector('.gallery-full');
    if (image) fireEvent.error(image);
    expect(screen.getByRole('alert').textContent).toContain('The picture is not available.');
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(shown()).toContain('/media/a');
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(onClose).toHaveBeenCalledTimes(1);
  });
});
