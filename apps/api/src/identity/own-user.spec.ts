import { describe, expect, it } from '@jest/globals';
import { type OwnUserRow, rowToOwnUser } from './own-user.js';

const row: OwnUserRow = {
  id: '00000000-0000-7000-8000-000000000001',
  handle: 'ana',
  display_name: 'Ana',
  is_guest: true,
  is_bot: false,
  mark: null,
  locale: null,
  created_at: new Date('2026-01-02T03:04:05.678Z'),
  version: 3,
  settings: {},
  mail_preference: 'each',
  quiet_hours: null,
  mail_paused_until: null,
  address: null,
  is_suppressed: false,
  is_unsubscribed: false,
  pending_address: null,
};

describe('the own user', () => {
  it('has no address, one that waits, a confirmed one, or one that refused us', () => {
    expect(rowToOwnUser(row).email).toBeNull();
    expect(rowToOwnUser({ ...row, pending_address: 'b@x.test' }).email).toEqual({
      address: 'b@x.test',
      state: 'pending',
    });
    const confirmed = { ...row, is_guest: false, address: 'a@x.test' };
    expect(rowToOwnUser(confirmed).email).toEqual({ address: 'a@x.test', state: 'verified' });
    expect(rowToOwnUser({ ...confirmed, is_suppressed: true }).email?.state).toBe('suppressed');
    expect(rowToOwnUser({ ...confirmed, is_unsubscribed: true }).email?.state).toBe('unsubscribed');
  });

  it('keeps the confirmed address while another one waits', () => {
    const changing = { ...row, address: 'a@x.test', pending_address: 'b@x.test' };
    expect(rowToOwnUser(changing).email).toEqual({ address: 'a@x.test', state: 'verified' });
  });

  it('has quiet hours only while they can be understood', () => {
    const quiet = { timeZone: 'America/Lima', from: '22:00', to: '07:00', days: [0, 6] };
    expect(rowToOwnUser({ ...row, quiet_hours: quiet }).quietHours).toEqual(quiet);
    expect(rowToOwnUser({ ...row, quiet_hours: { ...quiet, timeZone: 'Mars/Olympus' } }).quietHours).toBeNull();
  });
});
