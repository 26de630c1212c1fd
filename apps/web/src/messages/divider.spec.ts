import { describe, expect, it } from '@jest/globals';
import { type DividerEvent, nextDivider, noDivider } from './divider.js';

const after = (...events: DividerEvent[]) => events.reduce(nextDivider, noDivider);
const opened: DividerEvent = { kind: 'opened', firstUnread: 10 };
const seen: DividerEvent = { kind: 'seen' };
const readAll: DividerEvent = { kind: 'read', isAll: true };
const leftBottom: DividerEvent = { kind: 'leftBottom' };
const backAtBottom: DividerEvent = { kind: 'backAtBottom' };
const arrived = (seq: number, how: { isFocused?: boolean; isAttached?: boolean; isMissed?: boolean } = {}) =>
  ({ kind: 'arrived', seq, isFocused: true, isAttached: true, ...how }) satisfies DividerEvent;
const away = (seq: number) => arrived(seq, { isFocused: false });

const cases: [string, DividerEvent[], number | undefined][] = [
  // The table of product.md 4.4, row by row.
  ['none: opened with unread freezes above the first', [opened], 10],
  ['none: opened without unread', [{ kind: 'opened', firstUnread: undefined }], undefined],
  ['frozen: reading on does not move it', [opened, seen, { kind: 'read', isAll: false }, readAll], 10],
  ['frozen: seen, away from the bottom and back ends it', [opened, seen, leftBottom, backAtBottom], undefined],
  ['frozen: at the bottom without having been away', [opened, seen, backAtBottom], 10],
  ['frozen: away and back before it was seen', [opened, leftBottom, backAtBottom], 10],
  ['frozen: seen only after having been away', [opened, leftBottom, seen, backAtBottom], 10],
  ['frozen: sending ends it', [opened, { kind: 'sent' }], undefined],
  ['frozen: Escape ends it', [opened, { kind: 'escape' }], undefined],
  ['frozen: marking as read ends it', [opened, { kind: 'markedRead' }], undefined],
  ['frozen: left and come back is computed anew', [opened, { kind: 'left' }, { kind: 'opened', firstUnread: 14 }], 14],
  ['left: nothing is there', [opened, { kind: 'left' }], undefined],
  ['none: arrival while unfocused', [away(5)], 5],
  ['none: arrival while detached', [arrived(5, { isAttached: false })], 5],
  ['none: arrival before the eyes of the reader', [arrived(5)], undefined],
  ['none: the first of the new run, not the last', [away(5), away(6), away(7)], 5],
  ['frozen and passed: arrival while unfocused', [opened, seen, readAll, away(15)], 15],
  ['frozen and passed: arrival while detached', [opened, seen, readAll, arrived(15, { isAttached: false })], 15],
  ['frozen and passed: arrival before the eyes', [opened, seen, readAll, arrived(15)], 10],
  ['frozen, never in view: any number of arrivals', [opened, away(15), arrived(16), away(17)], 10],
  ['frozen, in view but not passed: arrivals belong to the run', [opened, seen, away(15)], 10],
  ['reconnect changes nothing', [opened, { kind: 'reconnect' }], 10],
  ['reconnect with none', [{ kind: 'reconnect' }], undefined],
  ['missed ones belong to the run', [opened, { kind: 'reconnect' }, arrived(15, { isMissed: true })], 10],
  ['missed ones begin a run, even before the eyes', [{ kind: 'reconnect' }, arrived(15, { isMissed: true })], 15],
  ['marked unread from here', [opened, seen, { kind: 'markUnread', seq: 8 }], 8],
  ['marked unread with none', [{ kind: 'markUnread', seq: 8 }], 8],
  // What ShieldBattery met (#1439, #1493, #1503, #1536, #1547).
  ['does not vanish at once when the room opens at the bottom', [opened, backAtBottom], 10],
  ['does not vanish because the window got the focus', [away(5), seen, readAll], 5],
  ['does not come back after it ended', [opened, seen, leftBottom, backAtBottom, arrived(15)], undefined],
  ['is new after it ended, for a new run', [opened, seen, leftBottom, backAtBottom, away(15)], 15],
  ['does not move while several runs come unseen', [away(5), leftBottom, arrived(6, { isAttached: false })], 5],
];

describe('the divider', () => {
  it.each(cases)('%s', (_name, events, seq) => {
    expect(after(...events).line?.seq).toBe(seq);
  });

  it('keeps reading off from marking unread until the room is left', () => {
    const marked = after(opened, { kind: 'markUnread', seq: 8 });
    expect(marked.isReadingOff).toBe(true);
    expect(nextDivider(marked, { kind: 'sent' })).toEqual({ line: undefined, isReadingOff: true });
    expect(nextDivider(marked, { kind: 'left' })).toEqual(noDivider);
  });

  it('is the same object when nothing changes', () => {
    const divider = after(opened);
    expect(nextDivider(divider, { kind: 'reconnect' })).toBe(divider);
    expect(nextDivider(divider, away(20))).toBe(divider);
  });
});
