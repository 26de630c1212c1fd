import { afterEach, describe, expect, it } from '@jest/globals';
import type { Session } from '@tertulia/contract';
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RequestError } from '../api/request-error.js';
import { FakePerson, show } from './fake-person.js';
import { SignInForm } from './sign-in-form.js';
import { SignInPage } from './sign-in-page.js';

afterEach(cleanup);

const session: Session = { token: 't', expiresAt: '2027-01-01T00:00:00.000Z', user: new FakePerson().me.get() };

function makeGateway() {
  const asked: string[] = [];
  const tried: string[] = [];
  const refusals: Error[] = [];
  const refuse = () => {
    const refusal = refusals.shift();
    if (refusal) throw refusal;
  };
  return {
    asked,
    tried,
    refusals,
    requestCode: async (email: string) => {
      asked.push(email);
      refuse();
    },
    useCode: async (_email: string, code: string) => {
      tried.push(code);
      refuse();
      return session;
    },
  };
}

async function open() {
  const gateway = makeGateway();
  const entered: Session[] = [];
  let backs = 0;
  await show(
    <SignInForm
      gateway={gateway}
      onSignedIn={(given) => entered.push(given)}
      onBack={() => {
        backs += 1;
      }}
    />,
  );
  return { ...gateway, entered, backs: () => backs, user: userEvent.setup() };
}

const address = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'E-mail address' });
const code = () => screen.findByRole<HTMLInputElement>('textbox', { name: 'Code of six digits' });
const press = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });

describe('signing in with a code', () => {
  it('says the same for every address and goes on to the code', async () => {
    const { asked, user } = await open();
    expect(document.activeElement).toBe(address());
    await user.type(address(), 'ana@example.org{Enter}');
    expect(document.activeElement).toBe(await code());
    expect(screen.getByRole('status').textContent).toBe('If this address belongs to somebody, a code is on its way.');
    expect(asked).toEqual(['ana@example.org']);
  });

  it('takes six digits as they are pasted, and is in', async () => {
    const { tried, entered, user } = await open();
    await user.type(address(), 'ana@example.org{Enter}');
    const field = await code();
    expect(field.autocomplete).toBe('one-time-code');
    expect(field.inputMode).toBe('numeric');
    await user.paste(' 123 456\n');
    expect(field.value).toBe('123456');
    await user.keyboard('{Enter}');
    await waitFor(() => expect(entered).toEqual([session]));
    expect(tried).toEqual(['123456']);
  });

  it('does not try less than six digits', async () => {
    const { tried, user } = await open();
    await user.type(address(), 'ana@example.org{Enter}');
    await user.type(await code(), '12x345{Enter}');
    expect(screen.getByText('The code has six digits.')).toBeTruthy();
    expect(tried).toEqual([]);
  });

  it.each(['invalid_payload', 'unauthenticated', 'gone', 'forbidden'] as const)(
    'says how to go on after %s',
    async (refusal) => {
      const { refusals, entered, user } = await open();
      await user.type(address(), 'ana@example.org{Enter}');
      const field = await code();
      refusals.push(new RequestError(refusal, 'No.'));
      await user.type(field, '111111{Enter}');
      expect(await screen.findByText(/^This code does not fit/)).toBeTruthy();
      expect(field.getAttribute('aria-invalid')).toBe('true');
      expect(document.activeElement).toBe(field);
      expect(entered).toEqual([]);
    },
  );

  it('waits after too many codes', async () => {
    const { refusals, user } = await open();
    await user.type(address(), 'ana@example.org{Enter}');
    refusals.push(new RequestError('rate_limited', 'Too many.', 61_000));
    await user.type(await code(), '111111{Enter}');
    expect((await screen.findAllByText('Too many attempts. Try again in 1:01.')).length).toBeGreaterThan(0);
    expect(press('Sign in').disabled).toBe(true);
  });

  it('sends another code, and forgets what was written of the first', async () => {
    const { asked, refusals, user } = await open();
    await user.type(address(), 'ana@example.org{Enter}');
    await user.type(await code(), '111');
    await user.click(press('Send a new code'));
    expect(await screen.findByText(/Only the newest one counts/)).toBeTruthy();
    expect((await code()).value).toBe('');
    expect(asked).toHaveLength(2);
    refusals.push(new RequestError('rate_limited', 'Too many.', 30_000));
    await user.click(press('Send a new code'));
    expect((await screen.findAllByText('You can ask again in 0:30.')).length).toBeGreaterThan(0);
    expect(press('Send a new code').disabled).toBe(true);
  });

  it('goes back to the address, and out', async () => {
    const { backs, user } = await open();
    await user.type(address(), 'ana@example.org{Enter}');
    await code();
    await user.click(press('Another address'));
    expect(address().value).toBe('ana@example.org');
    await user.click(press('Back'));
    expect(backs()).toBe(1);
  });
});

describe('signing in as somebody else', () => {
  const openPage = (person: FakePerson) =>
    show(<SignInPage person={person} gateway={makeGateway()} onSignedIn={() => undefined} onBack={() => undefined} />);

  it('says first that a guest without an address is lost', async () => {
    await openPage(new FakePerson());
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.getByText(/Nobody, not even you, can become Ana again/)).toBeTruthy();
    await userEvent.setup().click(press('I understand, go on'));
    expect(address()).toBeTruthy();
  });

  it('says that a person with an address can come back', async () => {
    await openPage(new FakePerson({ email: { address: 'ana@example.org', state: 'verified' } }));
    expect(screen.getByText('You can become Ana again with a code to your address.')).toBeTruthy();
    expect(screen.queryByText(/Nobody, not even you/)).toBeNull();
  });
});
