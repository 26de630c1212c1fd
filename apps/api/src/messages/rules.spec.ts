import { describe, expect, it } from '@jest/globals';
import type { Entity } from '@tertulia/contract';
import { decideDelete, decideEdit, decideReaction, decideRelease } from './change-rules.js';
import type { ChangeTarget, NewText } from './message-changes.repository.js';
import type { Telling } from '../notifications/notification-changes.js';
import { excerptOf } from '../common/excerpt.js';
import {
  eventFor,
  isSeenAlike,
  presentMessage,
  presentWhole,
  toRoomChange,
  toStoredMessage,
} from './stored-message.js';

const target = (change: Partial<ChangeTarget> = {}): ChangeTarget => ({
  authorId: 'ana',
  text: 'old',
  entities: [],
  textVersion: 4,
  isDeleted: false,
  isHeld: false,
  answeredId: null,
  wordRule: 'tag',
  viewerRole: 'member',
  emoji: [],
  hasReacted: false,
  ...change,
});

const edit = (change: Partial<NewText> = {}): NewText => ({
  text: 'new',
  entities: [],
  tellings: [],
  named: [],
  isFlagged: false,
  ...change,
});
const telling = (userId: string): Telling => ({ id: `n-${userId}`, userId, kind: 'mention', holdMs: 0 });
const everyone: Entity = { kind: 'everyone', start: 0, length: 4 };

describe('who may change a message', () => {
  it('lets the author edit, and calls the same text no change', () => {
    expect(decideEdit(target(), 'ana', edit())).toEqual({
      kind: 'edit',
      text: 'new',
      entities: [],
      tellings: [],
      named: [],
    });
    expect(decideEdit(target(), 'ana', edit({ text: 'old' }))).toEqual({ kind: 'nothing' });
    expect(() => decideEdit(target(), 'rui', edit())).toThrow(expect.objectContaining({ code: 'forbidden' }));
    expect(() => decideEdit(target({ viewerRole: 'owner' }), 'rui', edit())).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
    expect(() => decideEdit(target({ isDeleted: true }), 'ana', edit())).toThrow(
      expect.objectContaining({ code: 'gone' }),
    );
  });

  it('tells everybody when an edit names them, not again while it still does, and takes nothing back then', () => {
    const tellings = [telling('rui'), telling('eva')];
    const named = edit({ entities: [everyone], tellings, named: ['rui'] });
    expect(decideEdit(target(), 'ana', named)).toMatchObject({ tellings, named: null });
    expect(decideEdit(target({ entities: [everyone] }), 'ana', named)).toMatchObject({
      tellings: [telling('rui')],
      named: null,
    });
    expect(decideEdit(target({ entities: [everyone] }), 'ana', edit({ named: ['rui'] }))).toMatchObject({
      named: ['rui'],
    });
  });

  it('lets the author and the owner delete, once', () => {
    expect(decideDelete(target(), 'ana')).toEqual({ kind: 'delete' });
    expect(decideDelete(target({ viewerRole: 'owner' }), 'rui')).toEqual({ kind: 'delete' });
    expect(decideDelete(target({ isDeleted: true }), 'ana')).toEqual({ kind: 'nothing' });
    expect(() => decideDelete(target({ viewerRole: null }), 'rui')).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
  });

  it('takes each reaction once and bounds how many kinds there are', () => {
    expect(decideReaction(target(), 'rui', '👍', false)).toEqual({ kind: 'react', emoji: '👍', userId: 'rui' });
    expect(decideReaction(target({ hasReacted: true }), 'rui', '👍', false)).toEqual({ kind: 'nothing' });
    expect(decideReaction(target({ hasReacted: true }), 'rui', '👍', true)).toEqual({
      kind: 'unreact',
      emoji: '👍',
      userId: 'rui',
    });
    expect(decideReaction(target(), 'rui', '👍', true)).toEqual({ kind: 'nothing' });
    const many = Array.from({ length: 20 }, (_, index) => String(index));
    expect(() => decideReaction(target({ emoji: many }), 'rui', '👍', false)).toThrow(
      expect.objectContaining({ code: 'invalid_payload' }),
    );
    expect(decideReaction(target({ emoji: [...many.slice(1), '👍'] }), 'rui', '👍', false).kind).toBe('react');
  });
});

describe("what a room's rule for words makes of a change", () => {
  const flagged = edit({ tellings: [telling('rui')], named: ['rui'], isFlagged: true });
  const held = (change: Partial<ChangeTarget> = {}) => target({ isHeld: true, wordRule: 'hold', ...change });
  const read = { text: 'old', version: undefined };

  it('refuses, holds or takes an edit with such a word; an owner is refused and not held', () => {
    expect(decideEdit(target(), 'ana', flagged)).toMatchObject({ kind: 'edit' });
    expect(decideEdit(target({ wordRule: 'hold' }), 'ana', flagged)).toEqual({
      kind: 'hold',
      text: 'new',
      entities: [],
    });
    expect(decideEdit(target({ wordRule: 'hold', viewerRole: 'owner' }), 'ana', flagged)).toMatchObject({
      kind: 'edit',
    });
    for (const viewerRole of ['member', 'owner'] as const)
      expect(() => decideEdit(target({ wordRule: 'block', viewerRole }), 'ana', flagged)).toThrow(
        expect.objectContaining({ code: 'forbidden', issues: [{ path: 'text', message: 'prohibited' }] }),
      );
  });

  it('lets what is fine again be seen, and tells everybody whom nobody told', () => {
    const tellings = [telling('rui'), telling('eva')];
    const clean = edit({ entities: [everyone], tellings, named: ['rui'] });
    expect(decideEdit(held({ entities: [everyone] }), 'ana', clean)).toMatchObject({ kind: 'edit', tellings });
    expect(decideEdit(held(), 'ana', flagged)).toMatchObject({ kind: 'hold' });
  });

  it('lets the owner release what they have read, once', () => {
    const owned = (change: Partial<ChangeTarget> = {}) => held({ viewerRole: 'owner', ...change });
    expect(decideRelease(owned(), read, flagged)).toEqual({
      kind: 'release',
      entities: [],
      tellings: flagged.tellings,
    });
    expect(decideRelease(owned(), { text: 'old', version: 4 }, flagged)).toMatchObject({ kind: 'release' });
    // Tags came since its text did.
    expect(decideRelease(owned(), { text: 'old', version: 5 }, flagged)).toMatchObject({ kind: 'release' });
    expect(decideRelease(owned({ isHeld: false }), read, flagged)).toEqual({ kind: 'nothing' });
    const refused: [ChangeTarget, typeof read | { text: string; version: number }, string][] = [
      [held(), read, 'forbidden'],
      [held({ viewerRole: null }), read, 'forbidden'],
      [owned({ isDeleted: true }), read, 'gone'],
      [owned({ text: 'other' }), read, 'conflict'],
      [owned(), { text: 'old', version: 3 }, 'conflict'],
    ];
    for (const [what, known, code] of refused)
      expect(() => decideRelease(what, known, flagged)).toThrow(expect.objectContaining({ code }));
  });

  it('takes no reactions to what waits', () => {
    for (const isRemoval of [true, false])
      expect(() => decideReaction(held({ hasReacted: isRemoval }), 'rui', '👍', isRemoval)).toThrow(
        expect.objectContaining({ code: 'forbidden' }),
      );
  });
});

describe('presenting a message', () => {
  const author = { id: 'ana', handle: 'ana', displayName: 'Ana', isGuest: true, isBot: false };
  const stored = {
    ...toStoredMessage(
      { id: 'm', roomId: 'r', author, text: 'hi', entities: [], clientMessageId: 'c', replyTo: null },
      { seq: 3, version: 4, createdAt: new Date(0) },
    ),
    reactions: [{ emoji: '👍', userIds: ['ana', 'rui'] }],
  };

  it('shows each viewer their own reactions, and nobody who reacted', () => {
    expect(presentMessage(stored, 'rui').reactions).toEqual([{ emoji: '👍', count: 2, me: true }]);
    expect(presentMessage(stored, 'zoe').reactions).toEqual([{ emoji: '👍', count: 2, me: false }]);
    expect(JSON.stringify(presentMessage(stored, undefined))).not.toMatch(/userIds|createdVersion/);
  });

  it('makes a text of its own for each person who reacted', () => {
    const change = toRoomChange(stored, 'message:updated');
    expect(change.perUser?.map(([userId]) => userId)).toEqual(['ana', 'rui']);
    expect(JSON.parse(change.payload)).toMatchObject({
      roomId: 'r',
      version: 4,
      message: { reactions: [{ me: false }] },
    });
    expect(JSON.parse(change.perUser?.[0]?.[1] ?? '')).toMatchObject({ message: { reactions: [{ me: true }] } });
  });

  it('says nothing of a held one to anybody but its author, not even to those who had reacted', () => {
    const held = { ...stored, tags: [{ kind: 'prohibited', label: 'x', score: 1, source: 'y' }], heldAt: 'then' };
    expect(isSeenAlike(stored)).toBe(false);
    expect(isSeenAlike({ ...held, reactions: [] })).toBe(false);
    expect(isSeenAlike({ ...stored, reactions: [] })).toBe(true);
    const empty = {
      seq: 3,
      text: '',
      entities: [],
      attachments: [],
      replyTo: null,
      reactions: [],
      tags: [],
      heldAt: 'then',
    };
    for (const viewerId of ['rui', 'zoe', undefined]) expect(presentMessage(held, viewerId)).toMatchObject(empty);
    expect(presentMessage(held, 'ana')).toMatchObject({ text: 'hi', heldAt: 'then', tags: held.tags });
    expect(presentWhole(held, 'zoe')).toMatchObject({ text: 'hi' });
    const change = toRoomChange(held, 'message:updated');
    expect(JSON.parse(change.payload)).toMatchObject({ message: empty });
    expect(change.perUser?.map(([userId]) => userId)).toEqual(['ana']);
    expect(JSON.parse(change.perUser?.[0]?.[1] ?? '')).toMatchObject({ message: { text: 'hi' } });
  });

  it('calls a message new for those who did not know it, whatever happened to it since', () => {
    expect(eventFor({ ...stored, version: 9, createdVersion: 4 }, 3)).toBe('message:created');
    expect(eventFor({ ...stored, version: 9, createdVersion: 4 }, 4)).toBe('message:updated');
    expect(eventFor({ ...stored, deletedAt: 'x', createdVersion: 4 }, 8)).toBe('message:deleted');
  });

  it('cuts an excerpt between characters', () => {
    expect(excerptOf('a\n b')).toBe('a b');
    const cut = excerptOf(`${'x'.repeat(139)}👍 and more`);
    expect(cut.isWellFormed()).toBe(true);
    expect(cut).toBe(`${'x'.repeat(139)}…`);
  });
});
