import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { show } from './fake-person.js';
import { MailHint } from './mail-hint.js';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe('the word that mentions can be mailed', () => {
  it('leads to the settings', async () => {
    await show(<MailHint email={null} />);
    expect(screen.getByRole('link').getAttribute('href')).toBe('/settings/mail');
  });

  it('never comes again once it was dismissed', async () => {
    await show(<MailHint email={null} />);
    await userEvent.setup().click(screen.getByRole('button', { name: 'Do not show this again' }));
    expect(screen.queryByRole('link')).toBeNull();
    cleanup();
    await show(<MailHint email={null} />);
    expect(screen.queryByRole('link')).toBeNull();
  });

  it('is not for who has an address', async () => {
    await show(<MailHint email={{ address: 'ana@example.org', state: 'pending' }} />);
    expect(screen.queryByRole('link')).toBeNull();
  });
});
