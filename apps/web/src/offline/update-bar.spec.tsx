import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { en } from '../i18n/en.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import { UpdateBar } from './update-bar.js';

const before = globalThis.fetch;
let served: string;
let looks: number;

beforeEach(() => {
  served = 'index-old';
  looks = 0;
  globalThis.fetch = (async () => {
    looks += 1;
    const page = `<!doctype html><script type="module" src="/assets/${served}.js"></script>`;
    return { ok: true, status: 200, text: async () => page };
  }) as unknown as typeof fetch;
  const script = document.createElement('script');
  script.type = 'module';
  script.setAttribute('src', '/assets/index-old.js');
  document.head.append(script);
});
afterEach(() => {
  cleanup();
  globalThis.fetch = before;
  document.head.innerHTML = '';
});

const bar = (isConnected: boolean) => (
  <LocaleProvider initial={{ locale: 'en', messages: en }}>
    <UpdateBar isConnected={isConnected} />
  </LocaleProvider>
);
const reload = () => screen.queryByRole('button', { name: 'Reload' });

describe('a deployment, seen from a page that is open', () => {
  it('is noticed when the node that goes has sent the page to a new one', async () => {
    const { rerender } = render(bar(true));
    await waitFor(() => expect(looks).toBe(1));
    expect(reload()).toBeNull();
    rerender(bar(false));
    served = 'index-new';
    expect(looks).toBe(1);
    rerender(bar(true));
    await waitFor(() => expect(reload()).not.toBeNull());
    expect(screen.getByRole('status').textContent).toContain(en.newVersion);
  });

  it('that changed nothing of the app disturbs nobody', async () => {
    const { rerender } = render(bar(true));
    rerender(bar(false));
    rerender(bar(true));
    await waitFor(() => expect(looks).toBe(2));
    expect(reload()).toBeNull();
  });

  it('can be put off', async () => {
    served = 'index-new';
    render(bar(true));
    await waitFor(() => expect(reload()).not.toBeNull());
    await userEvent.click(screen.getByRole('button', { name: en.later }));
    expect(reload()).toBeNull();
  });
});
