import { describe, expect, it } from '@jest/globals';
import type { Attachment } from '@tertulia/contract';
import { en } from '../i18n/en.js';
import { createTranslator } from '../i18n/translate.js';
import { announce, flushHeld, isAnnounced, messageSentence, silence, takeReleased } from './announcements.js';
import { buildMessage } from './fake-room-server.js';

const translator = createTranslator({ locale: 'en', messages: en });

describe('telling a screen reader what came', () => {
  it('says a message in one sentence', () => {
    const attachment = {
      id: 'a',
      status: 'ready' as const,
      url: '/a',
      thumbnailUrl: null,
      width: 1,
      height: 1,
      contentType: 'image/png',
      bytes: 1,
      alt: null,
    };
    const message = buildMessage({
      text: 'hello',
      createdAt: new Date(2026, 0, 1, 14, 5).toISOString(),
      attachments: [attachment, attachment],
      reactions: [{ emoji: '👍', count: 2, me: false }],
    });
    expect(messageSentence(message, translator)).toBe('rui, 14:05: hello; 2 pictures; 2 reactions');
    const described = { ...message, attachments: [{ ...attachment, alt: 'a cat' }, attachment] };
    expect(messageSentence(described, translator)).toBe('rui, 14:05: hello; 2 pictures: a cat; 2 reactions');
  });

  it('says a message without a text by its pictures alone', () => {
    const attachment: Attachment = {
      ...{ id: 'a', status: 'ready', url: '/a', thumbnailUrl: null, width: 1, height: 1 },
      ...{ contentType: 'image/png', bytes: 1, alt: 'a cat' },
    };
    const createdAt = new Date(2026, 0, 1, 14, 5).toISOString();
    const message = buildMessage({ text: '', createdAt, attachments: [attachment] });
    expect(messageSentence(message, translator)).toBe('rui, 14:05: 1 picture: a cat');
  });

  it('leaves out own and deleted ones, and what the setting leaves out', () => {
    const mention = { kind: 'mention' as const, start: 0, length: 4, userId: 'ana' };
    expect(isAnnounced(buildMessage({}), 'all', 'ana')).toBe(true);
    expect(isAnnounced(buildMessage({}), 'all', 'rui')).toBe(false);
    expect(isAnnounced(buildMessage({ deletedAt: '2026-01-01T00:00:00.000Z' }), 'all', 'ana')).toBe(false);
    expect(isAnnounced(buildMessage({}), 'mentions', 'ana')).toBe(false);
    expect(isAnnounced(buildMessage({ entities: [mention] }), 'mentions', 'ana')).toBe(true);
    expect(isAnnounced(buildMessage({ entities: [mention] }), 'none', 'ana')).toBe(false);
  });

  it('says a number when more than five come within three seconds', () => {
    let state = silence;
    const told: number[] = [];
    for (let seq = 1; seq <= 8; seq += 1) {
      const next = announce(state, [buildMessage({ seq })], seq * 100);
      state = next.state;
      told.push(...next.told.map((message) => message.seq));
    }
    expect(told).toEqual([1, 2, 3, 4, 5]);
    expect(flushHeld(state, 700).count).toBe(0);
    const flushed = flushHeld(state, 3_700);
    expect(flushed.count).toBe(3);
    expect(announce(flushed.state, [buildMessage({ seq: 9 })], 10_000).told).toHaveLength(1);
  });

  it('says a number for many at once', () => {
    const { state, told } = announce(
      silence,
      Array.from({ length: 8 }, (_, index) => buildMessage({ seq: index })),
      0,
    );
    expect(told).toEqual([]);
    expect(flushHeld(state, 3_000).count).toBe(8);
  });

  it('says nothing of a message that waits, and tells it once it is released', () => {
    const held = buildMessage({ seq: 1, text: '', heldAt: '2026-01-01T00:00:00.000Z' });
    const other = buildMessage({ seq: 2 });
    const waiting = new Set<string>();
    expect(isAnnounced(held, 'all', 'ana')).toBe(false);
    expect(takeReleased(waiting, [held, other])).toEqual([]);
    const released = buildMessage({ seq: 1, version: 3, text: 'now you see me' });
    expect(takeReleased(waiting, [released, other])).toEqual([released]);
    expect(takeReleased(waiting, [released, other])).toEqual([]);
  });

  it('says nothing of a message that was deleted while it waited', () => {
    const waiting = new Set([buildMessage({ seq: 1 }).id]);
    const deleted = buildMessage({ seq: 1, deletedAt: '2026-01-01T00:00:00.000Z' });
    const released = takeReleased(waiting, [deleted]);
    expect(released.filter((message) => isAnnounced(message, 'all', 'ana'))).toEqual([]);
    expect(waiting.size).toBe(0);
  });
});
