import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { Suspense } from 'react';
import { RequestError } from '../api/request-error.js';
import { en } from '../i18n/en.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import { ToastArea, Toasts, ToastsContext } from '../ui/toasts.js';
import { FakeNotifications } from './fake-notifications.js';
import { NotificationsPage } from './notifications-page.js';
import { NotificationsStore } from './notifications-store.js';

let server: FakeNotifications;
let store: NotificationsStore;

async function open() {
  await store.load();
  await act(async () => {
    render(
      <LocaleProvider initial={{ locale: 'en', messages: en }}>
        <ToastsContext value={new Toasts()}>
          <Suspense>
            <NotificationsPage store={store} />
          </Suspense>
          <ToastArea label="Notices" dismissLabel="Dismiss" />
        </ToastsContext>
      </LocaleProvider>,
    );
  });
}

const links = () => screen.queryAllByRole('link').filter((link) => link.className === 'notification-link');
const press = (name: RegExp | string) => act(async () => void fireEvent.click(screen.getByRole('button', { name })));

beforeEach(() => {
  server = new FakeNotifications();
  store = new NotificationsStore(server.gateway());
});
afterEach(() => {
  cleanup();
  store.close();
});

describe('the page of the notifications', () => {
  it('says that there are none, and of the unread ones something else', async () => {
    await open();
    expect(screen.getByRole('heading', { name: 'No notifications yet' })).toBeTruthy();
    await press('Unread');
    expect(screen.getByRole('heading', { name: 'Nothing is unread' })).toBeTruthy();
    expect(screen.queryByText('No notifications yet')).toBeNull();
  });

  it('is one sentence a notification, which leads to the message', async () => {
    server.tell();
    await open();
    expect(links().map((link) => [link.getAttribute('href'), link.textContent])).toEqual([
      ['/r/general/m/m1', expect.stringMatching(/^Unread\. Ana mentioned you in #general, .*: text 1$/)],
    ]);
    expect(server.asked).toEqual([]);
  });

  it('folds those of one room, is one stop for Tab, and is walked with the arrows', async () => {
    for (let count = 0; count < 3; count += 1) server.tell();
    await open();
    expect(links()).toHaveLength(1);
    await press(/^2 more in #general/);
    expect(links().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
    act(() => links()[0]?.focus());
    await act(async () => void fireEvent.keyDown(document.activeElement ?? document.body, { key: 'ArrowDown' }));
    expect(document.activeElement).toBe(links()[1]);
  });

  it('keeps its lines where they are while somebody is in it', async () => {
    server.tell({ room: { id: 'a', slug: 'a', name: 'a' } });
    await open();
    act(() => links()[0]?.focus());
    const notification = server.tell({ room: { id: 'b', slug: 'b', name: 'b' } });
    await act(async () => store.receiveNew({ notification, unread: server.unread }));
    expect(links()).toHaveLength(1);
    await press('Show 1 new');
    expect(links().map((link) => link.getAttribute('href'))).toEqual(['/r/b/m/m2', '/r/a/m/m1']);
  });

  it('marks one, and the focus goes on with what is left', async () => {
    for (const slug of ['a', 'b']) server.tell({ room: { id: slug, slug, name: slug } });
    await open();
    await press('Unread');
    const button = screen.getByRole('button', { name: /^Mark as read: Ana mentioned you in #b/ });
    act(() => button.focus());
    await act(async () => void fireEvent.click(button));
    expect(links().map((link) => link.getAttribute('href'))).toEqual(['/r/a/m/m1']);
    expect(document.activeElement).toBe(links()[0]);
  });

  it('explains why one was told in this way', async () => {
    server.tell({ delivery: { outcome: 'waiting', reason: 'quiet_hours' } });
    await open();
    expect(screen.queryByText(/quiet hours/)).toBeNull();
    await press(/^Why\? Ana mentioned you/);
    expect(screen.getByText(/the mail waits for the end of your quiet hours/)).toBeTruthy();
  });

  it('marks all as read and takes it back', async () => {
    server.tell();
    await open();
    await press('Mark all as read');
    expect(screen.queryByText(/^Unread\./)).toBeNull();
    expect(store.get().unread).toBe(0);
    await press('Undo');
    expect(store.get().unread).toBe(1);
  });

  it('says why the list is not there, and tries again', async () => {
    server.refusal = new RequestError('unreachable', 'No answer.');
    await open();
    expect(screen.getByRole('heading', { name: 'There is no connection' }).closest('[role=alert]')).toBeTruthy();
    expect(screen.queryByText('No notifications yet')).toBeNull();
    server.refusal = undefined;
    server.tell();
    await press('Try again');
    expect(links()).toHaveLength(1);
  });
});
