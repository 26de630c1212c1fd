import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ApiClient } from '../api/api-client.js';
import { en } from '../i18n/en.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import { OtherWay } from './other-way.js';

afterEach(cleanup);

function open(isAsked = false) {
  render(
    <LocaleProvider initial={{ locale: 'en', messages: en }}>
      <OtherWay api={new ApiClient('', () => undefined)} onSignedIn={() => undefined} isAsked={isAsked}>
        <input aria-label="Your name here" />
      </OtherWay>
    </LocaleProvider>,
  );
  return userEvent.setup();
}

const first = () => screen.queryByRole<HTMLInputElement>('textbox', { name: 'Your name here' });
const address = () => screen.findByRole('textbox', { name: 'E-mail address' });

describe('the second way in', () => {
  it('covers the first one, and gives it back as it was', async () => {
    const user = open();
    await user.type(screen.getByRole('textbox'), 'Ana');
    await user.click(screen.getByRole('button', { name: 'I already have a name here' }));
    expect(await address()).toBe(document.activeElement);
    expect(first()).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Back' }));
    expect(first()?.value).toBe('Ana');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'I already have a name here' }));
    expect(screen.queryByRole('textbox', { name: 'E-mail address' })).toBeNull();
  });

  it('is open at once for who came for it', async () => {
    open(true);
    expect(await address()).toBeTruthy();
    expect(first()).toBeNull();
  });
});
