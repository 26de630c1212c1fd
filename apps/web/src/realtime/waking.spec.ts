import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Waking } from './waking.js';

let visibility: DocumentVisibilityState = 'visible';
let wakings = 0;
let waking: Waking;

function show(state: DocumentVisibilityState): void {
  visibility = state;
  document.dispatchEvent(new Event('visibilitychange'));
}

beforeEach(() => {
  jest.useFakeTimers();
  jest.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
  [visibility, wakings] = ['visible', 0];
  waking = new Waking(() => (wakings += 1));
});
afterEach(() => {
  waking.close();
  expect(jest.getTimerCount()).toBe(0);
  jest.restoreAllMocks();
  jest.useRealTimers();
});

describe('waking', () => {
  it('is coming into sight, and not going out of it', () => {
    show('hidden');
    expect([wakings, waking.takeFresh()]).toEqual([0, false]);
    show('visible');
    expect([wakings, waking.takeFresh(), waking.takeFresh()]).toEqual([1, true, false]);
  });

  it('is a leap of the clock, whichever notices it first', () => {
    jest.advanceTimersByTime(60_000);
    expect(wakings).toBe(0);
    jest.setSystemTime(Date.now() + 3_600_000);
    expect([waking.takeFresh(), wakings]).toEqual([true, 1]);
    jest.setSystemTime(Date.now() + 3_600_000);
    jest.advanceTimersByTime(10_000);
    expect(wakings).toBe(2);
  });

  it('is none where nobody looks, whose timers are slow by right', () => {
    show('hidden');
    jest.setSystemTime(Date.now() + 60_000);
    jest.advanceTimersByTime(10_000);
    expect([wakings, waking.takeFresh()]).toEqual([0, false]);
  });

  it('is over soon', () => {
    show('visible');
    jest.advanceTimersByTime(6_000);
    expect(waking.takeFresh()).toBe(false);
  });
});
