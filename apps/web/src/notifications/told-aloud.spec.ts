import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { buildNotification } from './fake-notifications.js';
import { ToldAloud } from './told-aloud.js';

let said: (string[] | number)[];
let aloud: ToldAloud;

beforeEach(() => {
  jest.useFakeTimers();
  said = [];
  aloud = new ToldAloud((told) => said.push(typeof told === 'number' ? told : told.map(({ id }) => id)));
});
afterEach(() => void jest.useRealTimers());

describe('telling a screen reader of mentions', () => {
  it('says a few one by one, and many as a number', () => {
    aloud.add(buildNotification(1));
    aloud.add(buildNotification(2));
    jest.runAllTimers();
    for (let number = 3; number < 30; number += 1) aloud.add(buildNotification(number));
    jest.runAllTimers();
    aloud.add(buildNotification(30));
    jest.runAllTimers();
    expect(said).toEqual([['n0001', 'n0002'], 27, ['n0030']]);
  });

  it('says nothing after its end', () => {
    aloud.add(buildNotification(1));
    aloud.close();
    jest.runAllTimers();
    expect(said).toEqual([]);
  });
});
