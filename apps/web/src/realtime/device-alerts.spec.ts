import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DeviceAlerts } from './device-alerts.js';

/** The browser's own alerts, as far as they are used here. */
class FakeNotification {
  static permission: NotificationPermission = 'default';
  static answer: NotificationPermission = 'granted';
  static asked = 0;

  static async requestPermission(): Promise<NotificationPermission> {
    FakeNotification.asked += 1;
    FakeNotification.permission = FakeNotification.answer;
    return FakeNotification.answer;
  }
}

beforeEach(() => {
  localStorage.clear();
  Object.assign(FakeNotification, { permission: 'default', answer: 'granted', asked: 0 });
  Object.assign(globalThis, { Notification: FakeNotification });
});
afterEach(() => void Reflect.deleteProperty(globalThis, 'Notification'));

describe('mentions on the screen of this device', () => {
  it('are off and ask for nothing until somebody wants them', async () => {
    const alerts = new DeviceAlerts();
    expect([alerts.choice.get(), alerts.isOn, FakeNotification.asked]).toEqual(['unasked', false, 0]);
    expect(await alerts.switchTo(true)).toBe(true);
    expect([alerts.isOn, FakeNotification.asked]).toEqual([true, 1]);
    expect(new DeviceAlerts().isOn).toBe(true);
  });

  it('stay off when the browser refuses, and are not asked for again by themselves', async () => {
    FakeNotification.answer = 'denied';
    const alerts = new DeviceAlerts();
    expect(await alerts.switchTo(true)).toBe(false);
    expect([alerts.choice.get(), alerts.isOn]).toEqual(['off', false]);
    expect(new DeviceAlerts().choice.get()).toBe('off');
  });

  it('are put aside without a question to the browser', async () => {
    const alerts = new DeviceAlerts();
    expect(await alerts.switchTo(false)).toBe(true);
    expect([alerts.choice.get(), FakeNotification.asked]).toEqual(['off', 0]);
  });

  it('end when the permission is taken back, and are none where a browser has none', () => {
    localStorage.setItem('tertulia.alerts', 'on');
    FakeNotification.permission = 'denied';
    expect(new DeviceAlerts().isOn).toBe(false);
    Reflect.deleteProperty(globalThis, 'Notification');
    expect(new DeviceAlerts().isPossible).toBe(false);
  });

  it('make no sound until that is wanted, and remember it', () => {
    const alerts = new DeviceAlerts();
    expect(alerts.hasSound.get()).toBe(false);
    alerts.setSound(true);
    expect(new DeviceAlerts().hasSound.get()).toBe(true);
    alerts.setSound(false);
    expect(new DeviceAlerts().hasSound.get()).toBe(false);
  });
});
