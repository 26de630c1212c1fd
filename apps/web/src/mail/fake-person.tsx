import { defaultSettings, type OwnUser, type UpdateMe } from '@tertulia/contract';
import { act, render } from '@testing-library/react';
import { type ReactNode, Suspense } from 'react';
import { en } from '../i18n/en.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import { Observable } from '../realtime/observable.js';
import type { MailPerson } from './mail-gateway.js';

const ana: OwnUser = {
  id: 'ana',
  handle: 'ana',
  displayName: 'Ana',
  isGuest: true,
  isBot: false,
  locale: null,
  createdAt: '2026-05-01T10:00:00.000Z',
  settings: defaultSettings,
  email: null,
  mailPreference: 'each',
  quietHours: null,
  timeZone: null,
  mailPausedUntil: null,
};

/** A person for tests, with a server that keeps every change and counts them. */
export class FakePerson implements MailPerson {
  readonly me: Observable<OwnUser>;
  readonly changes: UpdateMe[] = [];
  /** Thrown for the next change. */
  refusal: Error | undefined;
  private kept: OwnUser;

  constructor(overrides: Partial<OwnUser> = {}) {
    this.kept = { ...ana, ...overrides };
    this.me = new Observable(this.kept);
  }

  readonly update = async (change: UpdateMe): Promise<OwnUser> => {
    this.changes.push(change);
    const { refusal } = this;
    this.refusal = undefined;
    if (refusal) throw refusal;
    this.kept = { ...this.kept, ...change, settings: this.kept.settings };
    return this.kept;
  };

  readonly reload = async (): Promise<OwnUser> => this.kept;

  /** What the server knows now; without `isTold` nobody here has heard of it. */
  keep(change: Partial<OwnUser>, isTold = false): void {
    this.kept = { ...this.kept, ...change };
    if (isTold) this.me.set(this.kept);
  }
}

/** Draws a part of the app in English, once its texts are there. */
export async function show(part: ReactNode): Promise<void> {
  await act(async () => {
    render(
      <LocaleProvider initial={{ locale: 'en', messages: en }}>
        <Suspense fallback={null}>{part}</Suspense>
      </LocaleProvider>,
    );
  });
}
