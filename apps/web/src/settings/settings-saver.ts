import type { OwnUser, Settings, UpdateMe } from '@tertulia/contract';
import { failureCode, type FailureCode } from '../api/request-error.js';
import { Observable } from '../realtime/observable.js';

/** The person, and the way to keep what they change. */
export interface PersonKeeper {
  me: Observable<OwnUser>;
  update: (change: UpdateMe) => Promise<OwnUser>;
}

export interface SavedView {
  /** What was chosen and is on its way. */
  pending: Partial<Settings>;
  failures: Partial<Record<keyof Settings, FailureCode>>;
}

/** Keeps each choice at once: it is shown before the answer, one request after the other, and put back when it is refused. */
export class SettingsSaver extends Observable<SavedView> {
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly person: PersonKeeper) {
    super({ pending: {}, failures: {} });
  }

  /** Shows a choice and keeps it; never throws. */
  choose<Key extends keyof Settings>(key: Key, value: Settings[Key]): Promise<void> {
    this.update(({ pending, failures }) => ({
      pending: { ...pending, [key]: value },
      failures: { ...failures, [key]: undefined },
    }));
    this.queue = this.queue.then(() => this.save(key, value));
    return this.queue;
  }

  private async save<Key extends keyof Settings>(key: Key, value: Settings[Key]): Promise<void> {
    // A later choice for the same setting is on its way: this one would only flicker.
    if (this.get().pending[key] !== value) return;
    let failure: FailureCode | undefined;
    try {
      this.person.me.set(await this.person.update({ settings: { [key]: value } }));
    } catch (error) {
      failure = failureCode(error);
    }
    if (this.get().pending[key] !== value) return;
    this.update(({ pending, failures }) => ({
      pending: { ...pending, [key]: undefined },
      failures: { ...failures, [key]: failure },
    }));
  }
}

/** The settings as they are shown: what is on its way lies over what is kept. */
export function shownSettings(kept: Settings, pending: Partial<Settings>): Settings {
  const chosen = Object.entries(pending).filter(([, value]) => value !== undefined);
  return { ...kept, ...Object.fromEntries(chosen) };
}
