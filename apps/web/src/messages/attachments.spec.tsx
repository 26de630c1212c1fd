import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Attachment, Message } from '@tertulia/contract';
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { en } from '../i18n/en.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import { boxOf } from '../ui/picture-boxes.js';
import { Attachments } from './attachments.js';
import { buildMessage } from './fake-room-server.js';
import { PictureContext, type PictureSurroundings } from './picture-context.js';

const onOpen = jest.fn<NonNullable<PictureSurroundings['onOpen']>>();
const attachment = (id: string, overrides: Partial<Attachment> = {}): Attachment => ({
  ...{ id, status: 'ready', url: `/media/${id}`, thumbnailUrl: `/media/${id}-small`, width: 1_440, height: 840 },
  ...{ contentType: 'image/webp', bytes: 10, alt: `picture ${id}` },
  ...overrides,
});

afterEach(() => {
  cleanup();
  onOpen.mockClear();
});

async function show(attachments: Attachment[]): Promise<Message> {
  const message = buildMessage({ attachments });
  await act(async () =>
    render(
      <LocaleProvider initial={{ locale: 'en', messages: en }}>
        <PictureContext value={{ addressOf: (url) => `https://api.example.com${url}`, onOpen }}>
          <Attachments message={message} />
        </PictureContext>
      </LocaleProvider>,
    ),
  );
  return message;
}

describe('the place of a picture', () => {
  it('is known before it is loaded, never larger than the picture or than 360 by 420', () => {
    expect(boxOf({ width: 1_440, height: 840 })).toEqual({ width: 360, height: 210 });
    expect(boxOf({ width: 100, height: 2_000 })).toEqual({ width: 48, height: 420 });
    expect(boxOf({ width: 200, height: 100 })).toEqual({ width: 200, height: 100 });
    expect(boxOf({ width: null, height: null })).toEqual({ width: 360, height: 270 });
  });
});

describe('the pictures of a message', () => {
  it('come from the API, wherever the page comes from, with their words', async () => {
    await show([attachment('a')]);
    expect(screen.getByRole('img', { name: 'picture a' }).getAttribute('src')).toBe(
      'https://api.example.com/media/a-small',
    );
    const box = document.querySelector<HTMLElement>('.attachments');
    expect(box?.style.width).toBe('360px');
    expect(box?.style.aspectRatio).toBe('360 / 210');
  });

  it('show five of many, and how many more there are', async () => {
    await show(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => attachment(id)));
    expect(screen.getAllByRole('link')).toHaveLength(5);
    expect(screen.getByText('+2')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'picture e, Picture 5 of 7' })).toBeTruthy();
  });

  it('open where they are pressed, and stay links for another tab', async () => {
    const message = await show([attachment('a')]);
    const link = screen.getByRole('link', { name: 'picture a' });
    expect(fireEvent.click(link, { ctrlKey: true })).toBe(true);
    expect(onOpen).not.toHaveBeenCalled();
    expect(fireEvent.click(link)).toBe(false);
    expect(onOpen.mock.calls).toEqual([[message, message.attachments[0]]]);
  });

  it('show a few pixels until they are there, and only pixels that came with the message', async () => {
    await show([
      attachment('a', { placeholder: 'data:image/webp;base64,AAAA' }),
      attachment('b', { placeholder: 'https://elsewhere.example.com/pixel' }),
    ]);
    const placeholders = () => [...document.querySelectorAll('.picture-placeholder')];
    expect(placeholders().map((image) => image.getAttribute('src'))).toEqual(['data:image/webp;base64,AAAA']);
    const image = screen.getByRole('img', { name: 'picture a' });
    let draw = (): void => undefined;
    const drawn = new Promise<void>((resolve) => (draw = resolve));
    Object.assign(image, { decode: () => drawn });
    fireEvent.load(image);
    // Loaded is not drawn.
    expect(placeholders()).toHaveLength(1);
    draw();
    await waitFor(() => expect(placeholders()).toEqual([]));
  });

  it('stand still until somebody looks at them or asks for movement', async () => {
    await show([attachment('a', { isAnimated: true })]);
    const source = () => screen.getByRole('img', { name: 'picture a' }).getAttribute('src');
    const button = screen.getByRole('button', { name: 'GIF: play the animation' });
    expect(source()).toContain('a-small');
    fireEvent.click(button);
    expect(source()).toBe('https://api.example.com/media/a');
    expect(button.getAttribute('aria-pressed')).toBe('true');
    fireEvent.click(button);
    expect(source()).toContain('a-small');
    fireEvent.mouseEnter(document.querySelector('.picture') ?? document.body);
    expect(source()).toBe('https://api.example.com/media/a');
  });

  it('keep their place and their words when they cannot be loaded, and can be asked for again', async () => {
    await show([attachment('a')]);
    fireEvent.error(screen.getByRole('img', { name: 'picture a' }));
    expect(screen.queryByRole('img')).toBeNull();
    expect(screen.getByText('picture a')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.getByRole('img', { name: 'picture a' })).toBeTruthy();
  });
});
