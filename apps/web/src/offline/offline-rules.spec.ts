import { describe, expect, it } from '@jest/globals';
import { type Answer, cacheName, chooseAnswer, outdatedCaches } from './offline-rules.js';

const ORIGIN = 'https://chat.example.com';
const answer = (address: string, mode = 'cors', method = 'GET') =>
  chooseAnswer({ method, mode, url: new URL(address, ORIGIN) }, ORIGIN);

describe('what the service worker answers', () => {
  it.each<[string, string, Answer]>([
    ['/', 'navigate', 'page'],
    ['/r/general/m/1', 'navigate', 'page'],
    ['/assets/index-abc.js', 'cors', 'immutable'],
    ['/config.json', 'cors', 'fresh'],
    ['/icons/icon-192.png', 'no-cors', 'fresh'],
    ['/index.html', 'cors', 'network'],
    ['/api/rooms', 'cors', 'network'],
    ['/api/docs', 'navigate', 'network'],
    ['/socket.io/?transport=polling', 'cors', 'network'],
    ['https://elsewhere.example.com/assets/x.js', 'cors', 'network'],
  ])('%s (%s): %s', (address, mode, expected) => {
    expect(answer(address, mode)).toBe(expected);
  });

  it('leaves everything that changes something alone', () => {
    expect(answer('/', 'navigate', 'POST')).toBe('network');
  });

  it('keeps the files of the build before, and nothing older', () => {
    const names = ['other', cacheName('a'), cacheName('b'), cacheName('c')];
    expect(outdatedCaches(names, 'c')).toEqual([cacheName('a')]);
    expect(outdatedCaches([cacheName('c')], 'c')).toEqual([]);
  });
});
