import type { OwnUser, Settings, UpdateMe } from '@tertulia/contract';
import { ChoiceSaver } from '../realtime/choice-saver.js';
import type { Observable } from '../realtime/observable.js';

/** The person, and the way to keep what they change. */
export interface PersonKeeper {
  me: Observable<OwnUser>;
  update: (change: UpdateMe) => Promise<OwnUser>;
}

/** Keeps the settings that go with the person. */
export class SettingsSaver extends ChoiceSaver<Settings> {
  constructor({ me, update }: PersonKeeper) {
    super(async (key, value) => me.set(await update({ settings: { [key]: value } })));
  }
}
