import type { OwnUser } from '@tertulia/contract';
import type { ApiClient } from '../api/api-client.js';
import { tryAgain } from '../api/try-again.js';
import type { Observable } from '../realtime/observable.js';

/** Questions in a row, when what they ask for changes meanwhile. */
const MOST_TRIES = 3;

/** The person and their settings may have changed on another device meanwhile; what is told while one asks is newer. */
export async function loadPerson(person: Observable<OwnUser>, api: Pick<ApiClient, 'getMe'>): Promise<void> {
  try {
    for (let left = MOST_TRIES; left > 0; left -= 1) {
      const known = person.get();
      const loaded = await tryAgain(() => api.getMe());
      if (person.get() !== known) continue;
      person.set(loaded);
      return;
    }
  } catch {
    // What was known is still shown; the next connection asks again.
  }
}
