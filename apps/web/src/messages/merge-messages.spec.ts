import { describe, expect, it } from '@jest/globals';
import type { Message } from '@tertulia/contract';
import {
  applyChange,
  applyChanges,
  beginSync,
  emptyLog,
  endSync,
  forgetAhead,
  isBehind,
  noteVersion,
  resetTo,
} from './merge-messages.js';
import { buildMessage } from './fake-room-server.js';

const message = (seq: number, version = seq, text = `text ${seq}`): Message => buildMessage({ seq, version, text });
const loaded = (count: number) =>
  resetTo(emptyLog, { messages: Array.from({ length: count }, (_, index) => message(index + 1)), version: count });
const seqs = (log: { messages: readonly Message[] }) => log.messages.map(({ seq }) => seq);

describe('applying changes', () => {
  it('takes the next one, drops an earlier one, and keeps an early one back', () => {
    let log = loaded(2);
    log = applyChange(log, 4, message(4));
    expect(seqs(log)).toEqual([1, 2]);
    expect(isBehind(log)).toBe(true);
    log = applyChange(log, 2, message(2, 2, 'stale'));
    expect(log.messages[1]?.text).toBe('text 2');
    log = applyChange(log, 3, message(3));
    expect(seqs(log)).toEqual([1, 2, 3, 4]);
    expect(log.version).toBe(4);
    expect(isBehind(log)).toBe(false);
  });

  it('replaces an edited message in its place and never by an older state of it', () => {
    let log = applyChange(loaded(3), 4, message(2, 4, 'edited'));
    expect(log.messages.map(({ text }) => text)).toEqual(['text 1', 'edited', 'text 3']);
    log = applyChanges(log, [message(2, 2)], 4);
    expect(log.messages[1]?.text).toBe('edited');
  });

  it('lets everything wait while a snapshot is on its way', () => {
    let log = applyChange(beginSync(loaded(1)), 2, message(2));
    expect(seqs(log)).toEqual([1]);
    log = endSync(applyChanges(log, [], 1));
    expect(seqs(log)).toEqual([1, 2]);
  });

  it('knows that it is behind from a version alone', () => {
    const log = noteVersion(loaded(1), 5);
    expect(isBehind(log)).toBe(true);
    expect(isBehind(forgetAhead(log))).toBe(false);
  });
});
