import { describe, expect, it } from '@jest/globals';
import { readZone } from './mail-person.repository.js';
import type { MailPerson, RoomHistory, WaitingRow } from './mail-person.js';
import { type PlanInput, planMail } from './plan-mail.js';

const now = new Date('2026-03-10T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ago = (milliseconds: number): Date => new Date(now.getTime() - milliseconds);
const ahead = (milliseconds: number): Date => ago(-milliseconds);

function buildRow(overrides: Partial<WaitingRow> = {}): WaitingRow {
  return {
    ...{ id: 'one', roomId: 'hall', createdAt: ago(1_000), dueAt: ago(1_000), reason: 'due' },
    ...{ isRead: false, isWithdrawn: false, isDeleted: false, isMember: true, isRoomMuted: false, isRoomMailed: true },
    ...overrides,
  };
}

function buildPerson(overrides: Partial<MailPerson> = {}): MailPerson {
  return {
    ...{ userId: 'rui', preference: 'each', quietHours: null, pausedUntil: null, address: 'rui@example.com' },
    ...{ isUnsubscribed: false, isSuppressed: false, activeAt: null, timeZone: 'UTC' },
    ...overrides,
  };
}

function plan(overrides: Omit<Partial<PlanInput>, 'history'> & { hall?: RoomHistory; lastDay?: Date[] } = {}) {
  const { hall, lastDay = [], ...rest } = overrides;
  const result = planMail({
    ...{ now, person: buildPerson(), rows: [buildRow()], budget: { isTight: false, freeAt: null } },
    history: { rooms: new Map(hall ? [['hall', hall]] : []), lastDay },
    ...rest,
  });
  return {
    drops: result.drops.map(({ row, reason }) => `${row.id} ${reason}`),
    waits: result.waits.map(({ row, reason, until }) => `${row.id} ${reason} ${until.toISOString()}`),
    send:
      result.send &&
      `${result.send.kind}${result.send.isFollowUp ? ' again' : ''} ${result.send.rows.map((row) => row.id).join()}`,
  };
}

const nothing = { drops: [], waits: [], send: null };
const waits = (reason: string, until: Date) => ({ ...nothing, waits: [`one ${reason} ${until.toISOString()}`] });

describe('looking again before sending', () => {
  it.each<[string, Partial<WaitingRow>, Partial<MailPerson>]>([
    ['withdrawn', { isWithdrawn: true }, {}],
    ['deleted', { isDeleted: true }, {}],
    ['read_in_time', { isRead: true }, {}],
    ['left_room', { isMember: false }, {}],
    ['muted_room', { isRoomMuted: true }, {}],
    ['unsubscribed', { isRoomMailed: false }, {}],
    ['unsubscribed', {}, { isUnsubscribed: true }],
    ['suppressed_address', {}, { isSuppressed: true }],
    ['no_address', {}, { address: null }],
    ['never', {}, { preference: 'never' }],
    ['expired', { createdAt: ago(48 * HOUR) }, {}],
  ])('drops as %s', (reason, row, person) => {
    expect(plan({ rows: [buildRow(row)], person: buildPerson(person) })).toEqual({
      ...nothing,
      drops: [`one ${reason}`],
    });
  });

  it('drops even while everything is held', () => {
    const person = buildPerson({ pausedUntil: ahead(HOUR) });
    expect(plan({ person, rows: [buildRow({ isRead: true })] })).toEqual({ ...nothing, drops: ['one read_in_time'] });
  });
});

describe('each mention', () => {
  it('is sent at once when the room was not mailed about', () => {
    expect(plan()).toEqual({ ...nothing, send: 'mention one' });
  });

  it.each<[string, number, number, number]>([
    ['ten minutes after the first', 1, 10 * MINUTE, 10 * MINUTE],
    ['an hour after the second', 2, 10 * MINUTE, HOUR],
    ['a day after the third', 3, HOUR, 24 * HOUR],
    ['a day after any further', 9, HOUR, 24 * HOUR],
    ['ten minutes after one that was read', 0, MINUTE, 10 * MINUTE],
  ])('is gathered until %s', (_name, unreadMails, since, folding) => {
    const lastMailAt = ago(since - 2_000);
    expect(plan({ hall: { lastMailAt, unreadMails } })).toEqual(
      waits('batched', new Date(lastMailAt.getTime() + folding)),
    );
    const over = { lastMailAt: ago(folding), unreadMails };
    expect(plan({ hall: over }).send).toBe(unreadMails > 0 ? 'mention again one' : 'mention one');
  });

  it('of several rooms at once is told in one digest', () => {
    const rows = [buildRow(), buildRow({ id: 'two', roomId: 'attic' })];
    expect(plan({ rows })).toEqual({ ...nothing, send: 'digest one,two' });
  });

  it('of a room that was mailed about does not keep another room waiting', () => {
    const rows = [buildRow(), buildRow({ id: 'two', roomId: 'attic' })];
    const result = plan({ rows, hall: { lastMailAt: ago(MINUTE), unreadMails: 1 } });
    expect(result.send).toBe('mention two');
    expect(result.waits).toHaveLength(1);
  });
});

describe('mail when away', () => {
  const person = (activeAt: Date | null) => buildPerson({ preference: 'away', activeAt });
  it.each<[string, number, number | null, number | null]>([
    ['waits five minutes', 1_000, null, 5 * MINUTE - 1_000],
    ['waits five minutes after the last sign of life', 4 * MINUTE, 2 * MINUTE, 3 * MINUTE],
    ['does not wait longer than fifteen minutes', 14 * MINUTE, 0, MINUTE],
    ['goes out after that', 15 * MINUTE, 0, null],
    ['goes out once somebody was away for five minutes', 6 * MINUTE, 5 * MINUTE, null],
  ])('%s', (_name, created, active, left) => {
    const rows = [buildRow({ createdAt: ago(created) })];
    const result = plan({ rows, person: person(active === null ? null : ago(active)) });
    expect(result).toEqual(left === null ? { ...nothing, send: 'mention one' } : waits('away', ahead(left)));
  });
});

describe('the time zone of a person', () => {
  const quiet_hours = { timeZone: 'America/Lima', from: '22:00', to: '07:00', days: [0] };
  it.each<[string, object | null, string | null]>([
    ['America/Lima', quiet_hours, 'Europe/Lisbon'],
    ['Europe/Lisbon', null, 'Europe/Lisbon'],
    ['Europe/Lisbon', { ...quiet_hours, timeZone: 'Nowhere/Else' }, 'Europe/Lisbon'],
    ['UTC', null, null],
  ])('is %s', (timeZone, hours, own) => {
    expect(readZone({ quiet_hours: hours, time_zone: own }).timeZone).toBe(timeZone);
  });
});

describe('a daily digest', () => {
  it('waits for nine in the morning of the reader', () => {
    const person = buildPerson({ preference: 'daily', timeZone: 'America/Lima' });
    expect(plan({ person })).toEqual(waits('daily', new Date('2026-03-10T14:00:00Z')));
  });

  it('tells of everything until then in one mail', () => {
    const old = { createdAt: ago(20 * HOUR), reason: 'daily' } as const;
    const rows = [buildRow(old), buildRow({ ...old, id: 'two', roomId: 'attic' })];
    expect(plan({ rows, person: buildPerson({ preference: 'daily' }) })).toEqual({
      ...nothing,
      send: 'digest one,two',
    });
  });

  it('is what everybody gets at 80 % of the budget', () => {
    const budget = { isTight: true, freeAt: null };
    expect(plan({ budget })).toEqual(waits('budget', new Date('2026-03-11T09:00:00Z')));
    const rows = [buildRow({ createdAt: ago(20 * HOUR), reason: 'budget' })];
    expect(plan({ budget, rows })).toEqual({ ...nothing, send: 'digest one' });
  });
});

describe('quiet hours and pauses', () => {
  const quietHours = { timeZone: 'UTC', from: '11:00', to: '13:00', days: [2] };

  it('hold everything until they end', () => {
    expect(plan({ person: buildPerson({ quietHours }) })).toEqual(waits('quiet_hours', ahead(HOUR)));
    expect(plan({ person: buildPerson({ pausedUntil: ahead(8 * HOUR) }) })).toEqual(waits('paused', ahead(8 * HOUR)));
  });

  it('are followed by one digest of what they held', () => {
    const rows = [buildRow({ reason: 'quiet_hours' }), buildRow({ id: 'two', reason: 'paused' })];
    expect(plan({ rows, hall: { lastMailAt: ago(10 * MINUTE), unreadMails: 3 } }).send).toBe('digest one,two');
  });

  it('do not bring a second mail about a room within ten minutes', () => {
    const rows = [buildRow({ reason: 'quiet_hours' })];
    const lastMailAt = ago(9 * MINUTE);
    expect(plan({ rows, hall: { lastMailAt, unreadMails: 1 } })).toEqual(waits('batched', ahead(MINUTE)));
  });

  it('do not hold anything beyond its expiry', () => {
    const rows = [buildRow({ createdAt: ago(47 * HOUR) })];
    expect(plan({ rows, person: buildPerson({ pausedUntil: ahead(8 * HOUR) }) })).toEqual(waits('paused', ahead(HOUR)));
  });
});

describe('limits', () => {
  it('let no more than ten mails to a person through in 24 hours', () => {
    const lastDay = Array.from({ length: 10 }, (_item, index) => ago((20 - index) * HOUR));
    expect(plan({ lastDay: lastDay.slice(1) }).send).toBe('mention one');
    expect(plan({ lastDay })).toEqual(waits('daily_cap', ahead(4 * HOUR)));
  });

  it('let everything wait when the day is used up', () => {
    expect(plan({ budget: { isTight: false, freeAt: ahead(HOUR) } })).toEqual(waits('budget', ahead(HOUR)));
  });

  it('never let a mention wait without an end', () => {
    const result = plan({ budget: { isTight: false, freeAt: ago(HOUR) } });
    expect(result).toEqual(waits('budget', ahead(1_000)));
  });
});
