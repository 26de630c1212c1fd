import { readStored, writeStored } from '../ui/storage.js';
import { Observable } from './observable.js';

const ALERTS = 'tertulia.alerts';
const SOUND = 'tertulia.alert-sound';

/** Whether mentions are shown on the screen of this device: nobody was asked yet, or what was answered. */
export type AlertChoice = 'unasked' | 'on' | 'off';

/** What this browser does beside the page when somebody is mentioned; kept here, and nowhere else. */
export class DeviceAlerts {
  readonly choice = new Observable<AlertChoice>(readChoice());
  readonly hasSound = new Observable(readStored(SOUND) === 'on');

  /** Whether the browser has such alerts at all. */
  get isPossible(): boolean {
    return typeof Notification === 'function';
  }

  /** Whether they are wanted and allowed. */
  get isOn(): boolean {
    return this.isPossible && this.choice.get() === 'on' && Notification.permission === 'granted';
  }

  /** Asks the browser for its permission when they are wanted. @returns whether it is now as it was wanted. */
  async switchTo(isOn: boolean): Promise<boolean> {
    const isAllowed = !isOn || (this.isPossible && (await Notification.requestPermission()) === 'granted');
    this.keep(isOn && isAllowed ? 'on' : 'off');
    return isAllowed;
  }

  setSound(hasSound: boolean): void {
    writeStored(SOUND, hasSound ? 'on' : null);
    this.hasSound.set(hasSound);
  }

  private keep(choice: AlertChoice): void {
    writeStored(ALERTS, choice);
    this.choice.set(choice);
  }
}

function readChoice(): AlertChoice {
  const kept = readStored(ALERTS);
  return kept === 'on' || kept === 'off' ? kept : 'unasked';
}

/** The one set of them that this browser has. */
export const deviceAlerts = new DeviceAlerts();
