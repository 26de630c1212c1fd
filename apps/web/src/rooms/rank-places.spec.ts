import { describe, expect, it } from '@jest/globals';
import type { User } from '@tertulia/contract';
import { buildRoom, standing } from './build-room.js';
import { type Place, rankPlaces, readQuery } from './rank-places.js';

const quiet = { ...standing, unread: 0, mentions: 0 };
const person = (displayName: string, handle = displayName.toLowerCase()): User => ({
  id: handle,
  handle,
  displayName,
  isGuest: true,
  isBot: false,
});
const rooms = [
  buildRoom('Música', { me: quiet, slug: 'musica' }),
  buildRoom('Musicales del cine', { me: standing }),
  buildRoom('Cocina', { me: quiet, topic: 'Recetas y música de fondo' }),
  buildRoom('Poesía del jueves', { me: quiet, slug: 'poesia-del-jueves' }),
  buildRoom('Turismo', { me: { ...standing, notify: 'none' } }),
  buildRoom('general', { me: quiet }),
];
const people = [person('Mário'), person('Ana', 'musa')];
const label = (place: Place) => {
  if (place.kind === 'room') return `#${place.room.name}`;
  return place.kind === 'person' ? `@${place.person.displayName}` : `?${place.query}`;
};
const rank = (text: string, recent: string[] = []) => rankPlaces(text, { rooms, people, recent }).map(label);

describe('what the quick switcher offers', () => {
  it.each<[string, string[]]>([
    ['musica', ['#Música', '#Musicales del cine', '#Cocina', '?musica']],
    ['MÚSICA', ['#Música', '#Musicales del cine', '#Cocina', '?MÚSICA']],
    ['jueves', ['#Poesía del jueves', '?jueves']],
    ['esia', ['#Poesía del jueves', '?esia']],
    ['mus', ['#Musicales del cine', '#Música', '#Cocina', '@Ana', '?mus']],
    ['#mus', ['#Musicales del cine', '#Música', '#Cocina']],
    ['@m', ['@Ana', '@Mário']],
    ['@mario', ['@Mário']],
    ['?mus', ['?mus']],
    ['?', []],
    ['xyz', ['?xyz']],
  ])('%s', (text, expected) => {
    expect(rank(text)).toEqual(expected);
  });

  it('begins with the rooms visited last, then those with something new', () => {
    expect(rank('', ['general', 'Cocina']).slice(0, 3)).toEqual(['#general', '#Cocina', '#Musicales del cine']);
  });

  it('puts something new before something visited among equals, and the visited before the rest', () => {
    expect(rank('#o', ['Turismo', 'Cocina'])).toEqual(['#Turismo', '#Cocina', '#Poesía del jueves']);
    expect(rank('#mus', ['Música']).slice(0, 2)).toEqual(['#Musicales del cine', '#Música']);
  });

  it('reads the first sign as what is meant', () => {
    expect(readQuery('  #po esía ')).toEqual({ kind: 'room', words: 'po esía' });
    expect(readQuery('a#b')).toEqual({ kind: 'all', words: 'a#b' });
  });
});
