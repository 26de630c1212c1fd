import { describe, expect, it } from '@jest/globals';
import type { Member, User } from '@tertulia/contract';
import { arrangeMembers } from './arrange-members.js';

const user = (displayName: string): User => ({
  id: displayName,
  handle: displayName,
  displayName,
  isGuest: true,
  isBot: false,
});
const member = (name: string, online: boolean): Member => ({ user: user(name), online });
const arrange = (members: Member[], online: string[], onlineCount = online.length) => {
  const { here, away } = arrangeMembers(members, { online: online.map(user), onlineCount }, user('me'));
  return [here, away].map((people) => people.map(({ id }) => id));
};

describe('the people of a room', () => {
  it('shows oneself first, then who is here, then who is away', () => {
    expect(arrange([member('rui', false), member('ana', true), member('bo', false)], ['ana', 'me', 'zoe'])).toEqual([
      ['me', 'ana', 'zoe'],
      ['bo', 'rui'],
    ]);
  });

  it('believes presence more than the list, unless presence names only some of many', () => {
    expect(arrange([member('ana', true)], ['me'])).toEqual([['me'], ['ana']]);
    expect(arrange([member('ana', true)], ['me'], 200)).toEqual([['me', 'ana'], []]);
  });
});
