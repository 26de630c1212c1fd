import { afterEach, describe, expect, it } from '@jest/globals';
import type { OwnUser, QuietHours } from '@tertulia/contract';
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RequestError } from '../api/request-error.js';
import { FakePerson, show } from './fake-person.js';
import { MailSection } from './mail-section.js';
import { ownTimeZone, zoneName } from './time-zones.js';

afterEach(cleanup);

const verified: OwnUser['email'] = { address: 'ana@example.org', state: 'verified' };
const night: QuietHours = { timeZone: 'America/Lima', from: '22:00', to: '07:30', days: [1, 2, 3] };

async function open(overrides: Partial<OwnUser> = {}) {
  const person = new FakePerson(overrides);
  await show(
    <MailSection person={person} gateway={{ setEmail: async () => undefined, removeEmail: async () => undefined }} />,
  );
  return { person, user: userEvent.setup() };
}

const radio = (name: RegExp) => screen.getByRole<HTMLInputElement>('radio', { name });
const box = (name: string) => screen.getByRole<HTMLInputElement>('checkbox', { name });

describe('when mail is sent', () => {
  it('is explained before there is an address, and not afterwards', async () => {
    await open();
    expect(screen.getByText(/it counts once you have confirmed an address/)).toBeTruthy();
    expect(radio(/^Each time/).checked).toBe(true);
    cleanup();
    await open({ email: verified });
    expect(screen.queryByText(/once you have confirmed/)).toBeNull();
    expect(screen.queryByRole('link', { name: 'Sign in with an address' })).toBeNull();
  });

  it('is kept at once', async () => {
    const { person, user } = await open({ email: verified });
    await user.click(radio(/^Once a day/));
    expect(radio(/^Once a day/).checked).toBe(true);
    await waitFor(() => expect(person.me.get().mailPreference).toBe('daily'));
    expect(person.changes).toEqual([{ mailPreference: 'daily', timeZone: ownTimeZone() }]);
  });

  it('says when the summary comes, by what is known of the time zone', async () => {
    const { person } = await open({ email: verified });
    expect(radio(/^Once a day/).closest('label')?.textContent).toContain(zoneName(ownTimeZone()));
    act(() => person.keep({ timeZone: 'Europe/Lisbon' }, true));
    expect(radio(/^Once a day.*at 9:00 \(Europe\/Lisbon\)/)).toBeTruthy();
    act(() => person.keep({ quietHours: night }, true));
    expect(radio(/^Once a day.*at 9:00 \(America\/Lima\)/)).toBeTruthy();
  });

  it('goes back, with a word, when it is refused', async () => {
    const { person, user } = await open({ email: verified });
    person.refusal = new RequestError('invalid_payload', 'Not understood.');
    await user.click(radio(/^Never/));
    expect(await screen.findByText(/^Not kept/)).toBeTruthy();
    expect(radio(/^Each time/).checked).toBe(true);
  });

  it('follows another device', async () => {
    const { person } = await open({ email: verified });
    act(() => person.keep({ mailPreference: 'away', quietHours: night }, true));
    expect(radio(/^When I am away/).checked).toBe(true);
    expect(screen.getByLabelText<HTMLInputElement>('To').value).toBe('07:30');
  });
});

describe('quiet hours', () => {
  it('begin with the night in the time zone of this browser', async () => {
    const { person, user } = await open();
    expect(screen.queryByLabelText('From')).toBeNull();
    await user.click(screen.getByRole('switch', { name: 'Nothing at certain hours' }));
    await waitFor(() => expect(person.changes).toHaveLength(1));
    expect(person.me.get().quietHours).toEqual({
      timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
      from: '22:00',
      to: '08:00',
      days: [0, 1, 2, 3, 4, 5, 6],
    });
  });

  it('keep times and days, and come back as they were after being off', async () => {
    const { person, user } = await open({ quietHours: night });
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '21:15' } });
    await user.click(box('Sunday'));
    const wanted = { ...night, from: '21:15', days: [0, 1, 2, 3] };
    await waitFor(() => expect(person.me.get().quietHours).toEqual(wanted));
    await user.click(screen.getByRole('switch'));
    await waitFor(() => expect(person.me.get().quietHours).toBeNull());
    await user.click(screen.getByRole('switch'));
    await waitFor(() => expect(person.me.get().quietHours).toEqual(wanted));
  });

  it('do not take half of a time', async () => {
    const { person } = await open({ quietHours: night });
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '' } });
    expect(person.changes).toEqual([]);
  });

  it('do not lose their last day', async () => {
    const { person, user } = await open({ quietHours: { ...night, days: [3] } });
    await user.click(box('Wednesday'));
    expect(screen.getByText('At least one day is needed.')).toBeTruthy();
    expect(box('Wednesday').checked).toBe(true);
    expect(person.changes).toEqual([]);
  });

  it('take a time zone of the list alone', async () => {
    const { person, user } = await open({ quietHours: night });
    const zone = screen.getByRole<HTMLInputElement>('combobox', { name: 'Time zone' });
    expect(zone.value).toBe('America/Lima');
    await user.clear(zone);
    await user.type(zone, 'nowhere');
    await user.tab();
    expect(screen.getByText(/There is no time zone with this name/)).toBeTruthy();
    expect(zone.getAttribute('aria-invalid')).toBe('true');
    expect(person.changes).toEqual([]);
    await user.clear(zone);
    await user.type(zone, 'america/sao paulo');
    await user.tab();
    await waitFor(() => expect(person.me.get().quietHours?.timeZone).toBe('America/Sao_Paulo'));
    expect(screen.queryByText(/There is no time zone/)).toBeNull();
    expect(zone.value).toBe('America/Sao Paulo');
  });
});

describe('a pause', () => {
  it('can be taken and ended', async () => {
    const { person, user } = await open();
    const before = Date.now();
    await user.click(screen.getByRole('button', { name: '8 hours' }));
    expect(await screen.findByText(/^Paused until/)).toBeTruthy();
    const until = Date.parse(person.me.get().mailPausedUntil ?? '');
    expect(until).toBeGreaterThanOrEqual(before + 8 * 3_600_000);
    await user.click(screen.getByRole('button', { name: 'Resume' }));
    await waitFor(() => expect(person.me.get().mailPausedUntil).toBeNull());
    expect(screen.queryByText(/^Paused until/)).toBeNull();
  });

  it('that is over is not shown', async () => {
    await open({ mailPausedUntil: '2026-01-01T00:00:00.000Z' });
    expect(screen.queryByText(/^Paused until/)).toBeNull();
    expect(screen.getByRole('button', { name: '1 week' })).toBeTruthy();
  });
});
