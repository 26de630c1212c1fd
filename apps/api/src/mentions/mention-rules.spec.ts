import { describe, expect, it } from '@jest/globals';
import type { Entity } from '@tertulia/contract';
import { type Bearer, mayNameEveryone, sortNamed } from './mention-rules.js';

const place = { isPublic: true, isOwner: false, isGuest: true, isBot: false };
const bearers = new Map(
  ['ana', 'rui', 'eva', 'joao'].map((id): [string, Bearer] => [
    id,
    { user: { id, handle: id, displayName: id, isGuest: true, isBot: false }, isMember: id !== 'joao' },
  ]),
);
const mention = (userId: string): Entity => ({ kind: 'mention', start: 0, length: 4, userId });
const idsOf = (people: Bearer[]) => people.map(({ user }) => user.id);

describe('who is told of a message', () => {
  it('is each person once, in the order of the text, never the author, and as many as the bound', () => {
    const entities = ['rui', 'eva', 'ana', 'rui', 'joao', 'nobody'].map(mention);
    const named = sortNamed(
      [{ kind: 'room', start: 0, length: 2, roomId: 'r' }, ...entities],
      bearers,
      place,
      'ana',
      2,
    );
    expect(idsOf(named.notified)).toEqual(['rui', 'eva']);
    expect(idsOf(named.omitted)).toEqual(['joao']);
    expect(named.unreachable).toEqual([]);
  });

  it('is in a private room members alone, and others do not count', () => {
    const entities = ['joao', 'rui', 'eva'].map(mention);
    const named = sortNamed(entities, bearers, { ...place, isPublic: false }, 'ana', 2);
    expect(idsOf(named.notified)).toEqual(['rui', 'eva']);
    expect(named.omitted).toEqual([]);
    expect(named.unreachable.map(({ id }) => id)).toEqual(['joao']);
  });

  it('is, of a program, members alone, and never a program', () => {
    const ops: Bearer = {
      user: { id: 'ops', handle: 'ops', displayName: 'ops', isGuest: false, isBot: true },
      isMember: true,
    };
    const everybody = new Map([...bearers, ['ops', ops] as const]);
    const entities = ['joao', 'ops', 'rui'].map(mention);
    expect(idsOf(sortNamed(entities, everybody, { ...place, isBot: true }, 'bot', 5).notified)).toEqual(['rui']);
    expect(idsOf(sortNamed(entities, everybody, place, 'ana', 5).notified)).toEqual(['joao', 'rui']);
  });

  it('is everybody only if the owner asks, with a confirmed address', () => {
    expect(mayNameEveryone({ ...place, isOwner: true, isGuest: false })).toBe(true);
    for (const other of [place, { ...place, isOwner: true }, { ...place, isGuest: false }])
      expect(mayNameEveryone(other)).toBe(false);
  });
});
