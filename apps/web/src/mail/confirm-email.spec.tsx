import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RequestError } from '../api/request-error.js';
import { ConfirmEmail } from './confirm-email.js';
import { show } from './fake-person.js';

beforeEach(() => window.history.replaceState(null, '', '/confirm-email#secret-token'));
afterEach(cleanup);

async function open(isIn = true) {
  const tried: string[] = [];
  const refusals: Error[] = [];
  await show(
    <ConfirmEmail
      isIn={isIn}
      verify={async (token) => {
        tried.push(token);
        const refusal = refusals.shift();
        if (refusal) throw refusal;
      }}
    />,
  );
  return { tried, refusals, user: userEvent.setup() };
}

const confirm = () => screen.getByRole('button', { name: 'Confirm' });

describe('confirming an address', () => {
  it('asks, does nothing by itself, and takes the token out of the address', async () => {
    const { tried } = await open();
    expect(screen.getByRole('heading', { name: 'Confirm this address?' })).toBeTruthy();
    expect(screen.getAllByRole('button')).toEqual([confirm()]);
    expect(tried).toEqual([]);
    expect(window.location.href).not.toContain('secret-token');
    expect(window.location.pathname).toBe('/confirm-email');
  });

  it('confirms with the button and leads to the chat', async () => {
    const { tried, user } = await open();
    await user.click(confirm());
    expect(document.activeElement).toBe(await screen.findByRole('heading', { name: 'The address is confirmed' }));
    expect(tried).toEqual(['secret-token']);
    expect(screen.getByRole('link', { name: 'Open the chat' }).getAttribute('href')).toBe('/');
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('leads to the code where nobody is signed in, and not to another guest', async () => {
    const { user } = await open(false);
    await user.click(confirm());
    await screen.findByRole('heading', { name: 'The address is confirmed' });
    expect(screen.getByRole('link', { name: 'Sign in with an address' }).getAttribute('href')).toBe('/sign-in');
    expect(screen.queryByRole('link', { name: 'Mail settings' })).toBeNull();
  });

  it.each([
    ['gone', 'This link is over', 'Mail settings', '/settings/mail'],
    ['invalid_payload', 'This link is over', 'Mail settings', '/settings/mail'],
    ['conflict', 'This address belongs to somebody else here', 'Sign in with an address', '/sign-in'],
    ['forbidden', 'This link is for somebody else', 'Mail settings', '/settings/mail'],
  ] as const)('says what to do after %s', async (code, title, way, href) => {
    const { refusals, user } = await open();
    refusals.push(new RequestError(code, 'No.'));
    await user.click(confirm());
    expect(await screen.findByRole('heading', { name: title })).toBeTruthy();
    expect(screen.getByRole('link', { name: way }).getAttribute('href')).toBe(href);
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('can be tried again when there was no answer', async () => {
    const { tried, refusals, user } = await open();
    refusals.push(new RequestError('unreachable', 'No answer.'));
    await user.click(confirm());
    expect(await screen.findByText(/^It could not be confirmed now/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'The address is confirmed' })).toBeTruthy();
    expect(tried).toEqual(['secret-token', 'secret-token']);
  });

  it('takes the link of another mail that is opened in the same tab', async () => {
    const { tried, refusals, user } = await open();
    refusals.push(new RequestError('gone', 'Over.'));
    await user.click(confirm());
    await screen.findByRole('heading', { name: 'This link is over' });
    window.history.replaceState(null, '', '/confirm-email#newer');
    act(() => void window.dispatchEvent(new Event('hashchange')));
    await user.click(confirm());
    await screen.findByRole('heading', { name: 'The address is confirmed' });
    expect(tried).toEqual(['secret-token', 'newer']);
    expect(window.location.hash).toBe('');
  });

  it('says what is missing without a token', async () => {
    window.history.replaceState(null, '', '/confirm-email');
    const { tried } = await open();
    expect(screen.getByRole('heading', { name: 'This page needs the link of a mail' })).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
    expect(tried).toEqual([]);
  });
});
