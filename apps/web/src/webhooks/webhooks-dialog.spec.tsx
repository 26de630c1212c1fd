import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CreatedWebhook, limits, type Locale, type Webhook } from '@tertulia/contract';
import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Suspense } from 'react';
import { RequestError } from '../api/request-error.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import { loadLanguage } from '../i18n/translate.js';
import { exampleFor } from './made-webhook.js';
import type { WebhookGateway } from './use-webhooks.js';
import { WebhooksView } from './webhooks-dialog.js';

beforeEach(() => {
  // jsdom has no dialogs.
  HTMLDialogElement.prototype.showModal = function show() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = () => undefined;
});
afterEach(cleanup);

const build = (name: string, lastUsedAt: string | null = null): Webhook => ({
  id: name,
  name,
  createdBy: 'ana',
  createdAt: '2026-11-20T10:00:00.000Z',
  lastUsedAt,
});

/** A server that keeps webhooks; the next question fails when there is a refusal. */
class FakeServer implements WebhookGateway {
  refusal: Error | undefined;

  constructor(public kept: Webhook[]) {}

  readonly list = async (): Promise<readonly Webhook[]> => {
    this.refuse();
    return [...this.kept];
  };

  readonly create = async (name: string): Promise<CreatedWebhook> => {
    this.refuse();
    this.kept.push(build(name));
    return { ...build(name), url: `https://chat.example/api/hooks/${name}/secret` };
  };

  readonly revoke = async (id: string): Promise<void> => {
    this.refuse();
    this.kept = this.kept.filter((webhook) => webhook.id !== id);
  };

  private refuse(): void {
    const { refusal } = this;
    this.refusal = undefined;
    if (refusal) throw refusal;
  }
}

async function open(
  server: FakeServer,
  { locale = 'en', isArchived = false }: { locale?: Locale; isArchived?: boolean } = {},
) {
  const language = await loadLanguage(locale);
  await act(async () => {
    render(
      <LocaleProvider initial={language}>
        <Suspense fallback={null}>
          <WebhooksView gateway={server} isArchived={isArchived} onClose={() => undefined} />
        </Suspense>
      </LocaleProvider>,
    );
  });
  return userEvent.setup();
}

const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name });
const names = () => screen.queryAllByRole('listitem').map((item) => item.querySelector('.webhook-name')?.textContent);

describe('the webhooks of a room', () => {
  it('are listed with what is known of them, and never with an address', async () => {
    await open(new FakeServer([build('Builds', '2026-11-21T09:30:00.000Z'), build('Backups')]));
    expect(names()).toEqual(['Builds', 'Backups']);
    expect(screen.getByText(/last used/)).toBeTruthy();
    expect(screen.getByText(/not used yet/)).toBeTruthy();
    expect(document.body.textContent).not.toContain('/api/hooks/');
  });

  it('are none at first, and that is said', async () => {
    await open(new FakeServer([]));
    expect(screen.getByText('There is none yet.')).toBeTruthy();
    expect(button('Make an address').disabled).toBe(true);
  });

  it('that could not be loaded are asked for again', async () => {
    const server = new FakeServer([build('Builds')]);
    server.refusal = new RequestError('unreachable', 'No answer.');
    const user = await open(server);
    expect(screen.getByRole('alert').textContent).toContain('there is no connection');
    expect(names()).toEqual([]);
    await user.click(button('Try again'));
    await waitFor(() => expect(names()).toEqual(['Builds']));
    expect(screen.queryByText(/could not be loaded/)).toBeNull();
  });

  it('speak three languages', async () => {
    for (const [locale, text] of [
      ['es', 'Todavía no hay ninguno.'],
      ['pt-BR', 'Ainda não há nenhum.'],
    ] as const) {
      await open(new FakeServer([]), { locale });
      expect(screen.getByText(text)).toBeTruthy();
      cleanup();
    }
  });
});

describe('making a webhook', () => {
  it('shows its address once, with an example, and puts the focus on it', async () => {
    const server = new FakeServer([]);
    const user = await open(server);
    await user.type(screen.getByLabelText('Name of the program'), '  Night watch ');
    await user.click(button('Make an address'));
    const address = await screen.findByLabelText<HTMLInputElement>('Address');
    expect(address.value).toBe('https://chat.example/api/hooks/Night watch/secret');
    expect(document.activeElement).toBe(address);
    expect(screen.getByText(exampleFor(address.value))).toBeTruthy();
    expect(names()).toEqual(['Night watch']);
    expect(screen.getByLabelText<HTMLInputElement>('Name of the program').value).toBe('');
    await user.click(button('Copy the address'));
    expect(await screen.findByText('Copied.')).toBeTruthy();
    expect(await navigator.clipboard.readText()).toBe(address.value);
    await user.click(button('Copy the command'));
    expect(await navigator.clipboard.readText()).toMatch(/^curl .* https:\/\/chat\.example/);
  });

  it('says in words why it did not work, and keeps the name', async () => {
    const server = new FakeServer([]);
    const user = await open(server);
    await user.type(screen.getByLabelText('Name of the program'), 'Tertulia');
    server.refusal = new RequestError('conflict', 'Taken.');
    await user.click(button('Make an address'));
    expect(await screen.findByText(/looks like the name of somebody else/)).toBeTruthy();
    server.refusal = new RequestError('rate_limited', 'Slow.');
    await user.click(button('Make an address'));
    expect(await screen.findByText(/too much at once/)).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('Name of the program').value).toBe('Tertulia');
    expect(names()).toEqual([]);
  });

  it('is not offered when the room has enough of them, or is archived', async () => {
    await open(new FakeServer(Array.from({ length: limits.webhooksPerRoom }, (_, index) => build(`W${index}`))));
    expect(screen.getByText(`A room has at most ${limits.webhooksPerRoom}. Revoke one to make another.`)).toBeTruthy();
    expect(screen.queryByLabelText('Name of the program')).toBeNull();
    cleanup();
    await open(new FakeServer([build('Builds')]), { isArchived: true });
    expect(screen.queryByLabelText('Name of the program')).toBeNull();
    expect(button('Revoke Builds')).toBeTruthy();
  });
});

describe('revoking a webhook', () => {
  it('is asked for first, and can be left', async () => {
    const server = new FakeServer([build('Builds'), build('Backups')]);
    const user = await open(server);
    await user.click(button('Revoke Builds'));
    expect(screen.getByText(/Its address stops working at once/)).toBeTruthy();
    expect(document.activeElement).toBe(button('Cancel'));
    await user.keyboard('{Enter}');
    expect(names()).toEqual(['Builds', 'Backups']);
    await user.click(button('Revoke Builds'));
    await user.click(button('Revoke'));
    await waitFor(() => expect(names()).toEqual(['Backups']));
    expect(screen.getByText('Builds is revoked.')).toBeTruthy();
    expect(server.kept.map(({ name }) => name)).toEqual(['Backups']);
  });

  it('that fails leaves it there, with a word; one that is gone is gone', async () => {
    const server = new FakeServer([build('Builds')]);
    const user = await open(server);
    server.refusal = new RequestError('unavailable', 'Away.');
    await user.click(button('Revoke Builds'));
    await user.click(button('Revoke'));
    expect(await screen.findByText(/the service is away/)).toBeTruthy();
    expect(names()).toEqual(['Builds']);
    server.refusal = new RequestError('not_found', 'Gone.');
    await user.click(button('Revoke'));
    await waitFor(() => expect(names()).toEqual([]));
  });

  it('takes the address of a new one off the screen', async () => {
    const user = await open(new FakeServer([]));
    await user.type(screen.getByLabelText('Name of the program'), 'Builds');
    await user.click(button('Make an address'));
    await screen.findByLabelText('Address');
    await user.click(button('Revoke Builds'));
    await user.click(button('Revoke'));
    await waitFor(() => expect(screen.queryByLabelText('Address')).toBeNull());
  });
});
