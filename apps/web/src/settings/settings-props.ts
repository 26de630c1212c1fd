import type { OwnUser } from '@tertulia/contract';
import type { ReactNode } from 'react';
import type { PersonKeeper, SettingsSaver } from './settings-saver.js';

/** What every section of the settings is given. */
export interface SettingsProps {
  person: PersonKeeper;
  saver: SettingsSaver;
  setMark: (passphrase: string | null) => Promise<OwnUser>;
  /** The part about mail, which is a feature of its own. */
  mail: ReactNode;
  onSignOut: () => void;
}
