import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OwnUser } from '@tertulia/contract';
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RequestError } from '../api/request-error.js';
import { AddressSection } from './address-section.js';
import { FakePerson, show } from './fake-person.js';
import { ownTimeZone } from './time-zones.js';

beforeEach(() => {
  // jsdom has no dialogs of its own.
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
});
afterEach(cleanup);

async function open(overrides: Partial<OwnUser> = {}) {
  const person = new FakePerson(overrides);
  const asked: string[] = [];
  const refusals: Error[] = [];
  let removals = 0;
  const refuse = () => {
    const refusal = refusals.shift();
    if (refusal) throw refusal;
  };
  const gateway = {
    setEmail: async (address: string) => {
      asked.push(address);
      refuse();
      if (!['verified', 'unsubscribed'].includes(person.me.get().email?.state ?? ''))
        person.keep({ email: { address, state: 'pending' } });
    },
    removeEmail: async () => {
      refuse();
      removals += 1;
    },
  };
  await show(<AddressSection person={person} gateway={gateway} />);
  return { person, asked, refusals, removals: () => removals, user: userEvent.setup() };
}

const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'E-mail address' });
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });

describe('adding an address', () => {
  it('says what it is for', async () => {
    await open();
    expect(screen.getByText('We mail you when somebody names you. Nothing else.')).toBeTruthy();
  });

  it('asks for a confirmation, in the language that is read, and tells what to do next', async () => {
    const { person, asked, user } = await open();
    await user.type(field(), ' Ana@Example.ORG {Enter}');
    const told = await screen.findByText('We sent a mail to Ana@example.org. Open its link within 24 hours.');
    expect(asked).toEqual(['Ana@example.org']);
    expect(person.changes).toEqual([{ locale: 'en', timeZone: ownTimeZone() }]);
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(document.activeElement?.contains(told)).toBe(true);
  });

  it('does not tell language and time zone again when they are known', async () => {
    const { person, user } = await open({ locale: 'en', timeZone: 'Europe/Lisbon' });
    await user.type(field(), 'ana@example.org{Enter}');
    await screen.findByText(/We sent a mail/);
    expect(person.changes).toEqual([]);
  });

  it.each([
    ['', 'Write an address first.'],
    ['ana', 'This does not look like an address. They are written like ana@example.org.'],
  ])('asks nothing for %j and says why at the field', async (text, problem) => {
    const { asked, user } = await open();
    if (text) await user.type(field(), text);
    await user.click(button('Send confirmation'));
    expect(asked).toEqual([]);
    expect(screen.getByRole('alert').textContent).toBe(problem);
    expect(field().getAttribute('aria-describedby')).toContain(screen.getByRole('alert').id);
    expect(field().getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(field());
  });

  it('waits as long as the server wants', async () => {
    const { asked, refusals, user } = await open();
    refusals.push(new RequestError('rate_limited', 'Too many.', 90_000));
    await user.type(field(), 'ana@example.org{Enter}');
    expect((await screen.findAllByText('You can ask again in 1:30.')).length).toBeGreaterThan(0);
    expect(button('Send confirmation').disabled).toBe(true);
    expect(asked).toHaveLength(1);
  });

  it('keeps what was written when there is no answer', async () => {
    const { refusals, user } = await open();
    refusals.push(new RequestError('unreachable', 'No answer.'));
    await user.type(field(), 'ana@example.org{Enter}');
    expect(await screen.findByText(/^That did not work/)).toBeTruthy();
    expect(field().value).toBe('ana@example.org');
  });
});

describe('an address that waits for its confirmation', () => {
  const pending: OwnUser['email'] = { address: 'ana@example.org', state: 'pending' };

  it('can be asked for once more', async () => {
    const { asked, user } = await open({ email: pending, locale: 'en', timeZone: 'Europe/Lisbon' });
    await user.click(button('Send again'));
    expect(await screen.findByText('Sent once more to ana@example.org.')).toBeTruthy();
    expect(asked).toEqual(['ana@example.org']);
  });

  it('can be another one', async () => {
    const { asked, user } = await open({ email: pending, locale: 'en', timeZone: 'Europe/Lisbon' });
    await user.click(button('Use another address'));
    expect(document.activeElement).toBe(field());
    await user.type(field(), 'ana@example.net{Enter}');
    expect(await screen.findByText(/We sent a mail to ana@example\.net/)).toBeTruthy();
    expect(asked).toEqual(['ana@example.net']);
  });

  it('can be taken back', async () => {
    const { removals, user } = await open({ email: pending });
    await user.click(button('Remove'));
    expect(screen.getByText(/link of the mail that we sent/)).toBeTruthy();
    expect(screen.queryByText(/Mail about mentions stops/)).toBeNull();
    const sure = screen.getAllByRole('button', { name: 'Remove' })[1];
    if (sure) await user.click(sure);
    await waitFor(() => expect(document.activeElement).toBe(field()));
    expect(removals()).toBe(1);
  });

  it('is confirmed as soon as another device says so', async () => {
    const { person } = await open({ email: pending });
    act(() => person.keep({ email: { address: 'ana@example.org', state: 'verified' } }, true));
    expect(screen.getByText('Confirmed')).toBeTruthy();
    expect(screen.queryByText(/Open its link/)).toBeNull();
  });
});

describe('a confirmed address', () => {
  const verified: OwnUser['email'] = { address: 'ana@example.org', state: 'verified' };

  it('stays until the new one is confirmed', async () => {
    const { user } = await open({ email: verified, locale: 'en', timeZone: 'Europe/Lisbon' });
    await user.click(button('Change'));
    await user.type(field(), 'ana@example.net{Enter}');
    expect(
      await screen.findByText(
        'We sent a mail to ana@example.net. Until its link is opened, ana@example.org stays your address.',
      ),
    ).toBeTruthy();
    expect(screen.getByText('Confirmed')).toBeTruthy();
  });

  it('goes only after it was said what stops', async () => {
    const { person, removals, user } = await open({ email: verified });
    await user.click(button('Remove'));
    expect(removals()).toBe(0);
    expect(screen.getByText(/Mail about mentions stops/)).toBeTruthy();
    const [, sure] = screen.getAllByRole('button', { name: 'Remove' });
    if (!sure) throw new Error('Nothing is asked.');
    await user.click(sure);
    await waitFor(() => expect(person.me.get().email).toBeNull());
    expect(removals()).toBe(1);
    expect(await screen.findByText('Your address is removed.')).toBeTruthy();
    act(() => person.keep({ email: verified }, true));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('stays when it could not be removed', async () => {
    const { person, refusals, user } = await open({ email: verified });
    refusals.push(new RequestError('unreachable', 'No answer.'));
    await user.click(button('Remove'));
    const sure = screen.getAllByRole('button', { name: 'Remove' })[1];
    if (sure) await user.click(sure);
    expect(await screen.findByText(/^That did not work/)).toBeTruthy();
    expect(person.me.get().email).toEqual(verified);
  });
});

describe('an address that was unsubscribed from everything', () => {
  it('is confirmed anew to be mailed again', async () => {
    const email: OwnUser['email'] = { address: 'ana@example.org', state: 'unsubscribed' };
    const { person, asked, user } = await open({ email, locale: 'en', timeZone: 'Europe/Lisbon' });
    expect(screen.getByText(/You stopped all mail/)).toBeTruthy();
    await user.click(button('Mail me again'));
    expect(await screen.findByText(/We sent a mail to ana@example\.org/)).toBeTruthy();
    expect(asked).toEqual(['ana@example.org']);
    expect(person.me.get().email).toEqual(email);
  });
});

describe('an address that refused us', () => {
  it('says why nothing is sent and what to do', async () => {
    await open({ email: { address: 'ana@example.org', state: 'suppressed' } });
    expect(screen.getByText('Nothing is mailed to ana@example.org.')).toBeTruthy();
    expect(screen.getByText('Use another address, or remove this one.')).toBeTruthy();
    expect(button('Use another address')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Send again' })).toBeNull();
  });
});
