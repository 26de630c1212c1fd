import { failureCode, type FailureCode } from '../api/request-error.js';
import { Observable } from './observable.js';

/** Choices that are on their way, and why some could not be kept. */
export interface SavedView<Values extends object> {
  /** What was chosen and is on its way. */
  pending: Partial<Values>;
  failures: Partial<Record<keyof Values, FailureCode>>;
}

/** Keeps each choice at once: it is shown before the answer, one request after the other, and put back when it is refused. */
export class ChoiceSaver<Values extends object> extends Observable<SavedView<Values>> {
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly keep: <Key extends keyof Values>(key: Key, value: Values[Key]) => Promise<void>) {
    super({ pending: {}, failures: {} });
  }

  /** Shows a choice and keeps it; never throws. */
  choose<Key extends keyof Values>(key: Key, value: Values[Key]): Promise<void> {
    this.update(({ pending, failures }) => ({
      pending: { ...pending, [key]: value },
      failures: { ...failures, [key]: undefined },
    }));
    this.queue = this.queue.then(() => this.save(key, value));
    return this.queue;
  }

  private async save<Key extends keyof Values>(key: Key, value: Values[Key]): Promise<void> {
    // A later choice for the same setting is on its way: this one would only flicker.
    if (this.get().pending[key] !== value) return;
    let failure: FailureCode | undefined;
    try {
      await this.keep(key, value);
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

/** The choices as they are shown: what is on its way lies over what is kept. */
export function shownChoices<Values extends object>(kept: Values, pending: Partial<Values>): Values {
  const chosen = Object.entries(pending).filter(([, value]) => value !== undefined);
  return { ...kept, ...Object.fromEntries(chosen) };
}
